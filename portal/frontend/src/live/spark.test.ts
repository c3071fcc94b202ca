import { describe, expect, test } from "vitest";
import {
  appendPoint,
  gapAfter,
  SPARK_BUCKET_MS,
  SPARK_WINDOW_MS,
  sparkFromWire,
  sparkWindow,
} from "./spark";

const START = 1_000 * SPARK_BUCKET_MS;

describe("the trail", () => {
  test("keeps the gaps of the server", () => {
    const points = sparkFromWire([
      [1, 5],
      [2, null],
    ]);
    expect(points.map(({ value }) => value)).toEqual([5, null]);
  });

  test("gathers a bucket without losing its peak", () => {
    let points = sparkFromWire([[START, 1]]);
    points = appendPoint(points, START + 200, 9, 1e9);
    points = appendPoint(points, START + 400, 2, 1e9);
    expect(points).toEqual([{ at: START, value: 2, low: 1, high: 9 }]);
  });

  test("breaks after a long silence", () => {
    const points = appendPoint(sparkFromWire([[START, 1]]), START + 60_000, 2, 30_000);
    expect(points.map(({ value }) => value)).toEqual([1, null, 2]);
  });

  test("forgets what left the window", () => {
    const points = appendPoint(sparkFromWire([[START, 1]]), START + SPARK_WINDOW_MS + 1, 2, 1e9);
    expect(points.map(({ value }) => value)).toEqual([2]);
  });

  test("ignores what is older than its end", () => {
    const points = sparkFromWire([[START, 1]]);
    expect(appendPoint(points, START - 1, 2, 1e9)).toBe(points);
  });

  test("fills its frame from the first minute on, and shows ten at most", () => {
    const points = sparkFromWire([[START, 1]]);
    const after = [10_000, 120_000, 3_600_000].map((age) => sparkWindow(points, START + age));
    expect(after).toEqual([60_000, 120_000, SPARK_WINDOW_MS]);
  });

  test("never breaks where no interval was promised", () => {
    expect(gapAfter(null)).toBe(Number.POSITIVE_INFINITY);
    expect(gapAfter(0.2)).toBe(4 * SPARK_BUCKET_MS);
    expect(gapAfter(60)).toBe(180_000);
  });
});
