import { describe, expect, test } from "vitest";
import { sparkFromWire } from "../live/spark";
import { sparkGeometry } from "./spark-geometry";

const frame = { now: 1_000, windowMs: 1_000, width: 108, height: 48, pad: 4, smallestSpan: 0.1 };

describe("the sparkline", () => {
  test("fills its frame from side to side and from low to high", () => {
    const points = sparkFromWire([
      [0, 10],
      [500, 20],
      [1_000, 15],
    ]);
    const { runs, end } = sparkGeometry(points, frame);
    expect(runs[0]?.map(({ x, y }) => [x, y])).toEqual([
      [4, 44],
      [54, 4],
      [104, 24],
    ]);
    expect(end).toMatchObject({ x: 104, y: 24 });
  });

  test("breaks at a gap", () => {
    const points = sparkFromWire([
      [100, 1],
      [200, null],
      [300, 2],
    ]);
    expect(sparkGeometry(points, frame).runs.map((run) => run.length)).toEqual([1, 1]);
  });

  test("draws a calm signal calmly, in the middle", () => {
    const points = sparkFromWire([
      [0, 5],
      [1_000, 5.001],
    ]);
    const ys = sparkGeometry(points, frame).runs[0]?.map(({ y }) => y) ?? [];
    expect(Math.abs((ys[0] ?? 0) - 24)).toBeLessThan(1);
  });

  test("leaves out what is older than its window, and ends where data ended", () => {
    const points = sparkFromWire([
      [-500, 99],
      [250, 1],
    ]);
    const { runs, end } = sparkGeometry(points, frame);
    expect(runs).toHaveLength(1);
    expect(end?.x).toBe(29);
  });

  test("keeps a peak within a bucket", () => {
    const { runs } = sparkGeometry([{ at: 500, value: 1, low: 0, high: 10 }], frame);
    expect(runs[0]?.map(({ y }) => y)).toEqual([4, 44, 40]);
  });

  test("nothing reported draws nothing", () => {
    expect(sparkGeometry([], frame)).toEqual({ runs: [], end: null });
  });
});
