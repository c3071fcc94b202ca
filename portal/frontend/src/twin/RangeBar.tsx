import { formatWithUnit } from "../format/value";
import type { Property } from "../live/card";
import { violationOf } from "../live/health";
import { strings } from "../strings";
import styles from "./RangeBar.module.css";

/** Where a number stands within its declared range. */
export function RangeBar({ property }: { property: Property }) {
  const { value, min, max, unit } = property;
  if (min === null || max === null || max <= min || typeof value !== "number") return null;
  const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
  const [low, high] = [min, max].map((limit) => formatWithUnit(limit, unit, property));

  return (
    <span
      className={styles.track}
      data-outside={violationOf(property) !== null}
      role="img"
      aria-label={strings.twin.range(low ?? "", high ?? "")}
      title={strings.twin.range(low ?? "", high ?? "")}
    >
      <span className={styles.mark} style={{ left: `${share * 100}%` }} />
    </span>
  );
}
