import type { Json } from "../api/wire";
import { formatAge } from "../format/age";
import { formatValue, formatWithUnit, unitOf } from "../format/value";
import type { Card, Property } from "../live/card";
import { featureIsStale, violationOf } from "../live/health";
import { useCardPart, useEachSecond, useLive } from "../live/hooks";
import { strings } from "../strings";
import { RangeBar } from "./RangeBar";
import type { Choice } from "./selection";
import styles from "./ValueRow.module.css";

const words = strings.twin;

interface ValueRowProps {
  id: string;
  choice: Choice;
  /** Its place among the series of the chart, -1 when it is not in it. */
  series: number;
  desired: Json | undefined;
  onChoose: () => void;
}

export function ValueRow({ id, choice, series, desired, onChoose }: ValueRowProps) {
  const { clock } = useLive();
  const property = useCardPart(id, (card) => liveProperty(card, choice));
  const stale = useCardPart(id, (card) => isStale(card, choice, clock.now()));
  const { at } = property;
  const age = useEachSecond((now) => (at === null ? words.never : formatAge(at, now)));
  const state = stale ? "stale" : violationOf(property) ? "warning" : "ok";
  const text = formatValue(property.value, property);
  const unit = unitOf(property.value, property.unit);

  return (
    <button
      type="button"
      className={styles.row}
      aria-pressed={series >= 0}
      title={words.showInChart(property.title)}
      data-state={state}
      onClick={onChoose}
    >
      <span
        className={styles.swatch}
        style={series >= 0 ? { background: `var(--series-${series + 1})` } : undefined}
      />
      <span className={styles.name}>
        {property.title}
        <Desired property={property} desired={desired} />
      </span>
      <span className={styles.bar}>
        <RangeBar property={property} />
      </span>
      <span
        className={styles.value}
        title={text}
        data-testid={`value-${choice.featureName}.${choice.propertyName}`}
      >
        <span className={styles.digits}>{text}</span>
        {unit && <span className={styles.unit}>{unit}</span>}
      </span>
      <span className={styles.age}>{age}</span>
    </button>
  );
}

function Desired({ property, desired }: { property: Property; desired: Json | undefined }) {
  if (desired === undefined || desired === property.value) return null;
  const value = formatWithUnit(desired, property.unit, property);
  return <span className={styles.desired}>{words.desired(value)}</span>;
}

function liveProperty(card: Card | undefined, choice: Choice): Property {
  return card?.features[choice.featureName]?.properties[choice.propertyName] ?? choice.property;
}

function isStale(card: Card | undefined, choice: Choice, now: number): boolean {
  return featureIsStale(card?.features[choice.featureName] ?? choice.feature, now);
}
