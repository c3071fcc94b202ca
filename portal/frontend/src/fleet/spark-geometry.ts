/** Where the trail's points fall on its little canvas; no drawing, so that it can be tested. */
import { SPARK_BUCKET_MS, type SparkPoint } from "../live/spark";

export interface SparkFrame {
  now: number;
  windowMs: number;
  width: number;
  height: number;
  /** Kept free on every side, so that lines and the end dot are not cut. */
  pad: number;
  /** The smallest span worth filling the height; quieter signals are drawn quiet. */
  smallestSpan: number;
}

export interface SparkSpot {
  x: number;
  y: number;
}

export interface SparkGeometry {
  /** One list per unbroken stretch; between two of them is a gap. */
  runs: SparkSpot[][];
  end: SparkSpot | null;
}

export function sparkGeometry(points: readonly SparkPoint[], frame: SparkFrame): SparkGeometry {
  const visible = points.filter(({ at }) => at >= frame.now - frame.windowMs);
  const scale = verticalScale(visible, frame);
  const runs: SparkSpot[][] = [];
  let open: SparkSpot[] | null = null;
  for (const point of visible) {
    if (point.value === null) {
      open = null;
      continue;
    }
    if (!open) {
      open = [];
      runs.push(open);
    }
    open.push(...spots(point, point.value, frame, scale));
  }
  return { runs, end: runs.at(-1)?.at(-1) ?? null };
}

/**
 * A bucket as the line walks through it: by its two extremes to its last value, spread over the time that it
 * covers. In a long window that is less than a pixel wide; in a short one it is a slope and not a tick.
 */
function spots(
  { at, low, high }: SparkPoint,
  value: number,
  frame: SparkFrame,
  scale: (v: number) => number,
): SparkSpot[] {
  const way = value - low < high - value ? [high, low, value] : [low, high, value];
  const walked = way.filter((v, index) => index === way.length - 1 || v !== value);
  const rest = SPARK_BUCKET_MS - (at % SPARK_BUCKET_MS);
  return walked.map((v, index) => ({
    x: horizontal(at + (index * rest) / way.length, frame),
    y: scale(v),
  }));
}

function horizontal(at: number, { now, windowMs, width, pad }: SparkFrame): number {
  const share = Math.min(1, (at - (now - windowMs)) / windowMs);
  return pad + share * (width - 2 * pad);
}

function verticalScale(points: readonly SparkPoint[], frame: SparkFrame): (v: number) => number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    if (point.value === null) continue;
    low = Math.min(low, point.low);
    high = Math.max(high, point.high);
  }
  const span = Math.max(high - low, frame.smallestSpan);
  const middle = (low + high) / 2;
  const room = frame.height - 2 * frame.pad;
  return (value) => frame.pad + room / 2 - ((value - middle) / span) * room;
}
