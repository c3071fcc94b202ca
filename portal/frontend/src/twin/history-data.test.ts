import { describe, expect, test } from "vitest";
import {
  alignTracks,
  drawnPoints,
  joinTail,
  type Point,
  spansOf,
  type Track,
} from "./history-data";

const window = { from: 10_000, to: 20_000 };
const NOW = 20_000;

function drawn(points: Point[], patch: Partial<Track> & { before?: [number, number] } = {}) {
  const track: Track = {
    history: { before: patch.before ?? null, points: points as Track["history"]["points"] },
    tail: patch.tail ?? [],
    intervalS: patch.intervalS === undefined ? 1 : patch.intervalS,
  };
  return drawnPoints(track, window, NOW, 10);
}

describe("a line", () => {
  test("starts at the window's edge with the value from before", () => {
    expect(drawn([[11_000, 2]], { before: [9_500, 1] })[0]).toEqual([10_000, 1]);
  });

  test("does not pretend so when the device was away", () => {
    expect(
      drawn(
        [
          [16_000, 2],
          [17_000, 2],
        ],
        { before: [1_000, 1] },
      )[0],
    ).toEqual([16_000, 2]);
  });

  test("of a value that did not change is drawn through the window", () => {
    expect(drawn([], { before: [500, 7], intervalS: null })).toEqual([
      [10_000, 7],
      [20_000, 7],
    ]);
  });

  test("breaks where the device was silent", () => {
    const points: Point[] = [
      [10_500, 1],
      [11_500, 2],
      [12_500, 3],
      [19_000, 4],
    ];
    expect(drawn(points).map(([, value]) => value)).toEqual([1, 2, 3, null, 4]);
  });

  test("does not break over sparse but steady reports", () => {
    const points: Point[] = [
      [10_000, 1],
      [14_000, 2],
      [18_000, 3],
    ];
    expect(drawn(points).map(([, value]) => value)).toEqual([1, 2, 3]);
  });

  test("goes on with what arrives live, once", () => {
    const tail: Point[] = [
      [11_000, 9],
      [12_000, 3],
    ];
    expect(joinTail([[11_000, 2]], tail)).toEqual([
      [11_000, 2],
      [12_000, 3],
    ]);
    expect(drawn([[11_000, 2]], { tail }).at(-1)).toEqual([12_000, 3]);
  });

  test("holds its last value where no interval was promised", () => {
    expect(drawn([[12_000, 2]], { intervalS: null }).at(-1)).toEqual([20_000, 2]);
    expect(drawn([[12_000, 2]]).at(-1)).toEqual([12_000, 2]);
  });
});

test("tracks share one axis: no news is not a break", () => {
  const aligned = alignTracks([
    [
      [1, 10],
      [2, null],
      [3, 30],
    ],
    [[2, 5]],
  ]);
  expect(aligned.times).toEqual([1, 2, 3]);
  expect(aligned.values).toEqual([
    [10, null, 30],
    [undefined, 5, undefined],
  ]);
});

test("states become spans, with gaps between", () => {
  const points: Point[] = [
    [1, "open"],
    [2, "open"],
    [3, "closed"],
    [5, null],
    [7, "open"],
  ];
  expect(spansOf(points, 9)).toEqual([
    { from: 1, to: 3, value: "open" },
    { from: 3, to: 5, value: "closed" },
    { from: 7, to: 9, value: "open" },
  ]);
});
