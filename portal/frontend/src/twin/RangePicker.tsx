import { strings } from "../strings";
import styles from "./RangePicker.module.css";
import { DEFAULT_RANGE, RANGES, type RangeKey, type TwinSearch } from "./search";

interface RangePickerProps {
  search: TwinSearch;
  onPick: (range: RangeKey) => void;
}

export function RangePicker({ search, onPick }: RangePickerProps) {
  const current = search.from === undefined ? (search.range ?? DEFAULT_RANGE) : null;
  return (
    <fieldset className={styles.ranges}>
      <legend className="visually-hidden">{strings.chart.ranges}</legend>
      {(Object.keys(RANGES) as RangeKey[]).map((range) => (
        <button
          key={range}
          type="button"
          className={styles.range}
          aria-pressed={range === current}
          onClick={() => onPick(range)}
        >
          {range}
        </button>
      ))}
    </fieldset>
  );
}
