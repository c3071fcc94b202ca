/**
 * From histories and live points to what a chart draws.
 *
 * The rules that keep a line honest: it starts with the value from before the window, it breaks where
 * a device was away, and a value without a declared interval holds until it changes.
 */
import type { Json, WireHistory } from "../api/wire";

export type Point = readonly [at: number, value: Json];

export interface Window {
  from: number;
  to: number;
}

/** History and live tail as one list; the tail only adds what is newer. */
export function joinTail(history: readonly Point[], tail: readonly Point[]): Point[] {
  const last = history.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  return [...history, ...tail.filter(([at]) => at > last)];
}

/** The silence beyond which a line breaks. Sparse reports of a lively device are not silence. */
export function gapLimit(points: readonly Point[], intervalS: number | null, bucketMs: number) {
  if (intervalS === null) return Number.POSITIVE_INFINITY;
  return Math.max(3_000 * intervalS, 4 * medianSpacing(points), 2 * bucketMs);
}

export interface Track {
  history: Pick<WireHistory, "before" | "points">;
  tail: readonly Point[];
  intervalS: number | null;
}

/** The points of one track within the window, from its very start, a null value where it breaks. */
export function drawnPoints(track: Track, window: Window, now: number, bucketMs: number): Point[] {
  const all = joinTail(track.history.points, track.tail);
  const inside = all.filter(([at]) => at >= window.from && at <= window.to);
  const before = lastBefore(all, window.from) ?? track.history.before;
  const limit = gapLimit(inside, track.intervalS, bucketMs);
  const drawn: Point[] = [];
  const [first] = inside;
  if (before && before[1] !== null && (!first || first[0] - before[0] <= limit)) {
    drawn.push([window.from, before[1]]);
  }
  for (const [index, point] of inside.entries()) {
    const previous = inside[index - 1];
    if (previous && point[0] - previous[0] > limit) drawn.push([previous[0] + 1, null]);
    drawn.push(point);
  }
  return held(drawn, track, inside.length > 0, Math.min(now, window.to));
}

/** Several tracks on one time axis: null breaks a line, undefined is no news from that track. */
export function alignTracks(tracks: readonly (readonly Point[])[]): {
  times: number[];
  values: (number | null | undefined)[][];
} {
  const times = [...new Set(tracks.flatMap((points) => points.map(([at]) => at)))];
  times.sort((a, b) => a - b);
  const place = new Map(times.map((at, index) => [at, index]));
  const values = tracks.map((points) => {
    const row = new Array<number | null | undefined>(times.length);
    for (const [at, value] of points) row[place.get(at) ?? 0] = toNumber(value);
    return row;
  });
  return { times, values };
}

export interface Span {
  from: number;
  to: number;
  value: Json;
}

/** Unbroken stretches of one value, for what is not a number. */
export function spansOf(points: readonly Point[], end: number): Span[] {
  const spans: Span[] = [];
  let open: Span | null = null;
  for (const [at, value] of points) {
    if (open) open.to = at;
    if (open && value !== null && sameValue(open.value, value)) continue;
    open = value === null ? null : { from: at, to: end, value };
    if (open) spans.push(open);
  }
  if (open) open.to = Math.max(open.from, end);
  return spans;
}

/** A value without an interval, or without any report in the window, still holds at its end. */
function held(points: Point[], track: Track, reported: boolean, end: number): Point[] {
  const last = points.at(-1);
  if (!last || last[1] === null || last[0] >= end) return points;
  return track.intervalS === null || !reported ? [...points, [end, last[1]]] : points;
}

function lastBefore(points: readonly Point[], from: number): Point | undefined {
  return points.findLast(([at]) => at < from);
}

function medianSpacing(points: readonly Point[]): number {
  const spacings = points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? at));
  spacings.sort((a, b) => a - b);
  return spacings[Math.floor(spacings.length / 2)] ?? 0;
}

function toNumber(value: Json): number | null {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : null;
}

function sameValue(a: Json, b: Json): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
