/** What the address of a twin's page holds. */
import { readList, readNumber, readText } from "../search-params";

export const RANGES = {
  "5m": 5,
  "15m": 15,
  "1h": 60,
  "6h": 360,
  "24h": 1_440,
  "7d": 10_080,
} as const;
export type RangeKey = keyof typeof RANGES;
export const DEFAULT_RANGE: RangeKey = "5m";

export interface TwinSearch {
  /** The properties in the chart, as feature.property. */
  show?: string[];
  range?: RangeKey;
  /** A window that stands still, in epoch milliseconds; without it the chart follows the present. */
  from?: number;
  to?: number;
}

export function readTwinSearch(raw: Record<string, unknown>): TwinSearch {
  const show = readList(raw.show);
  const range = readText(raw.range);
  const [from, to] = [readNumber(raw.from), readNumber(raw.to)];
  return {
    ...(show.length > 0 && { show }),
    ...(isRange(range) && { range }),
    ...(from !== undefined && to !== undefined && from < to && { from, to }),
  };
}

export function rangeMs(range: RangeKey): number {
  return RANGES[range] * 60_000;
}

function isRange(value: string): value is RangeKey {
  return Object.hasOwn(RANGES, value);
}
