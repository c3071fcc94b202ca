/**
 * The recent trail of one property, small enough to copy on every update.
 *
 * Values are gathered into buckets that keep their lowest and highest value, so a spike between two
 * drawn pixels still shows. A bucket without values is a gap.
 */

export interface SparkPoint {
  at: number;
  /** null marks a gap. */
  value: number | null;
  low: number;
  high: number;
}

export const SPARK_WINDOW_MS = 10 * 60_000;
export const SPARK_BUCKET_MS = 2_000;

export function sparkFromWire(points: readonly [number, number | null][]): SparkPoint[] {
  return points.map(([at, value]) => ({ at, value, low: value ?? 0, high: value ?? 0 }));
}

const SHORTEST_WINDOW_MS = 60_000;

/** A young trail fills its frame as well as an old one: the window grows with it, up to the whole. */
export function sparkWindow(points: readonly SparkPoint[], now: number): number {
  const age = now - (points[0]?.at ?? now);
  return Math.min(SPARK_WINDOW_MS, Math.max(SHORTEST_WINDOW_MS, age));
}

/** The trail with one more value; gapMs is the silence beyond which the line must break. */
export function appendPoint(
  points: readonly SparkPoint[],
  at: number,
  value: number,
  gapMs: number,
): SparkPoint[] {
  const last = points.at(-1);
  if (last && at < last.at) return points as SparkPoint[];
  if (last && last.value !== null && sameBucket(last.at, at)) {
    return [...points.slice(0, -1), merged(last, value)];
  }
  const kept = points.filter((point) => point.at >= at - SPARK_WINDOW_MS);
  if (last && last.value !== null && at - last.at > gapMs) kept.push(gapAt(last.at + 1));
  kept.push({ at, value, low: value, high: value });
  return kept;
}

/** Shorter silences than a few buckets cannot be told from the thinning of the trail itself. */
export function gapAfter(intervalS: number | null): number {
  if (intervalS === null) return Number.POSITIVE_INFINITY;
  return Math.max(3_000 * intervalS, 4 * SPARK_BUCKET_MS);
}

function sameBucket(a: number, b: number): boolean {
  return Math.floor(a / SPARK_BUCKET_MS) === Math.floor(b / SPARK_BUCKET_MS);
}

function merged(point: SparkPoint, value: number): SparkPoint {
  return {
    at: point.at,
    value,
    low: Math.min(point.low, value),
    high: Math.max(point.high, value),
  };
}

function gapAt(at: number): SparkPoint {
  return { at, value: null, low: 0, high: 0 };
}
