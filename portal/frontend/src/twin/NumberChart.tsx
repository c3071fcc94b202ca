import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useLive } from "../live/hooks";
import { strings } from "../strings";
import { ChartLegend, type LegendHandle } from "./ChartLegend";
import { chartOptions, drawLimits, readColours } from "./chart-options";
import { alignTracks, drawnPoints, type Window } from "./history-data";
import styles from "./NumberChart.module.css";
import type { Choice } from "./selection";
import { HISTORY_POINTS, type Tracks } from "./use-tracks";

interface NumberChartProps {
  chosen: Choice[];
  tracks: Tracks;
  window: () => Window;
  still: boolean;
  onZoom: (window: Window) => void;
  onBack: () => void;
}

/** Numbers of one unit over time. uPlot draws; React only hands over the newest way to read data. */
export function NumberChart(props: NumberChartProps) {
  const { clock } = useLive();
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<LegendHandle>(null);
  const empty = useRef<HTMLParagraphElement>(null);
  const newest = useRef(props);
  newest.current = props;
  const { chosen, tracks, still } = props;
  const redraw = useRef<() => void>(() => undefined);

  useEffect(() => {
    const node = box.current;
    if (!node) return;
    const chart = createChart(node, newest.current.chosen, legend, () => newest.current);
    redraw.current = () => {
      const some = draw(chart.plot(), newest.current, clock.now());
      if (empty.current) empty.current.hidden = some || newest.current.tracks.isPending;
    };
    redraw.current();
    const stop = keepDrawing(() => newest.current, redraw);
    return () => {
      stop();
      chart.destroy();
    };
  }, [clock]);

  // A new history or another window is drawn at once, not with the next step of the clock.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the reasons to draw
  useEffect(() => redraw.current(), [tracks.histories, still, props.window]);

  const names = chosen.map((choice) => choice.property.title).join(", ");
  return (
    <div aria-busy={tracks.isPending}>
      <div className={styles.frame}>
        <div ref={box} className={styles.plot} role="img" aria-label={strings.chart.label(names)} />
        <p ref={empty} className={styles.empty} hidden>
          {strings.chart.empty}
        </p>
      </div>
      <ChartLegend ref={legend} chosen={chosen} histories={tracks.histories} />
    </div>
  );
}

/** Draws the window as it is now; tells whether there was anything to draw. */
function draw(plot: uPlot, props: NumberChartProps, now: number): boolean {
  const window = props.window();
  const bucketMs = (window.to - window.from) / (HISTORY_POINTS / 2);
  const drawn = props.tracks.read().map((track) => drawnPoints(track, window, now, bucketMs));
  const { times, values } = alignTracks(drawn);
  plot.batch(() => {
    plot.setData([times.map((at) => at / 1_000), ...values] as uPlot.AlignedData, false);
    plot.setScale("x", { min: window.from / 1_000, max: window.to / 1_000 });
  });
  return times.length > 0;
}

const FASTEST_MS = 250;
const SLOWEST_MS = 5_000;

/** A moving window is redrawn when it has moved by about a pixel, and never while out of sight. */
function keepDrawing(props: () => NumberChartProps, redraw: { current: () => void }): () => void {
  let timer: ReturnType<typeof setTimeout>;
  function step(): void {
    if (!props().still && document.visibilityState === "visible") redraw.current();
    const { from, to } = props().window();
    const pause = Math.min(SLOWEST_MS, Math.max(FASTEST_MS, (to - from) / 1_000));
    timer = setTimeout(step, pause);
  }
  step();
  return () => clearTimeout(timer);
}

interface Chart {
  plot: () => uPlot;
  destroy: () => void;
}

function createChart(
  node: HTMLElement,
  chosen: readonly Choice[],
  legend: { current: LegendHandle | null },
  props: () => NumberChartProps,
): Chart {
  let plot = build();

  function build(): uPlot {
    const colours = readColours(chosen.length);
    const hooks: uPlot.Hooks.Arrays = {
      draw: [(u) => drawLimits(u, chosen, colours)],
      setCursor: [(u) => legend.current?.show(u)],
      setData: [(u) => legend.current?.show(u)],
      setSelect: [(u) => select(u, props().onZoom)],
    };
    const size = { width: node.clientWidth, height: node.clientHeight };
    const options = chartOptions(chosen, colours, size, hooks, () => props().onBack());
    return new uPlot(options, [[], ...chosen.map(() => [])], node);
  }

  const resize = new ResizeObserver(() =>
    plot.setSize({ width: node.clientWidth, height: node.clientHeight }),
  );
  resize.observe(node);
  const theme = new MutationObserver(() => {
    const { data } = plot;
    const { min, max } = plot.scales.x ?? {};
    plot.destroy();
    plot = build();
    plot.setData(data, false);
    if (min != null && max != null) plot.setScale("x", { min, max });
  });
  theme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });

  return {
    plot: () => plot,
    destroy: () => {
      resize.disconnect();
      theme.disconnect();
      plot.destroy();
    },
  };
}

const SMALLEST_DRAG_PX = 5;

function select(plot: uPlot, onZoom: (window: Window) => void): void {
  const { left, width } = plot.select;
  if (width < SMALLEST_DRAG_PX) return;
  const from = plot.posToVal(left, "x") * 1_000;
  const to = plot.posToVal(left + width, "x") * 1_000;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom({ from, to });
}
