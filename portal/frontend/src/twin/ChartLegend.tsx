import { type Ref, useImperativeHandle, useRef } from "react";
import type uPlot from "uplot";
import type { WireHistory } from "../api/wire";
import { formatMoment } from "../format/age";
import { formatNumber } from "../format/number";
import { formatWithUnit } from "../format/value";
import { strings } from "../strings";
import styles from "./ChartLegend.module.css";
import type { Choice } from "./selection";

export interface LegendHandle {
  show: (plot: uPlot) => void;
}

interface ChartLegendProps {
  ref: Ref<LegendHandle>;
  chosen: readonly Choice[];
  histories: readonly (WireHistory | undefined)[];
}

/**
 * Names and values below the chart: those under the cursor, else the last ones. Written straight into
 * the page, since a moving mouse would otherwise render React sixty times a second.
 */
export function ChartLegend({ ref, chosen, histories }: ChartLegendProps) {
  const moment = useRef<HTMLSpanElement>(null);
  const values = useRef<(HTMLSpanElement | null)[]>([]);

  useImperativeHandle(ref, () => ({
    show(plot) {
      const index = plot.cursor.idx ?? null;
      const at = index === null ? undefined : plot.data[0][index];
      write(moment.current, at === undefined ? "" : formatMoment(at * 1_000, Date.now()));
      for (const [place, { property }] of chosen.entries()) {
        const row = plot.data[place + 1] ?? [];
        const value = index === null ? Array.from(row).findLast(isNumber) : nearest(row, index);
        write(values.current[place], formatWithUnit(value ?? null, property.unit, property));
      }
    },
  }));

  const raw = histories.reduce((sum, one) => sum + (one?.downsampled ? one.raw_count : 0), 0);
  return (
    <div className={styles.legend}>
      {chosen.map((choice, place) => (
        <span key={choice.key} className={styles.item}>
          <span className={styles.swatch} style={{ background: `var(--series-${place + 1})` }} />
          {choice.property.title}
          <span
            className={styles.value}
            ref={(node) => {
              values.current[place] = node;
            }}
          />
        </span>
      ))}
      <span ref={moment} className={styles.moment} />
      {raw > 0 && (
        <span className={styles.moment}>{strings.chart.downsampled(formatNumber(raw))}</span>
      )}
    </div>
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** Other series report at other times: the last value at or before the cursor stands. */
function nearest(row: ArrayLike<number | null | undefined>, index: number): number | null {
  for (let at = index; at >= 0; at -= 1) {
    const value = row[at];
    if (value !== undefined) return value;
  }
  return null;
}

function write(node: HTMLElement | null | undefined, text: string): void {
  if (node && node.textContent !== text) node.textContent = text;
}
