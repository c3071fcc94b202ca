import { describe, expect, test } from "vitest";
import { timeTicks, valueTicks, verticalRange } from "./chart-options";

describe("the vertical scale", () => {
  test("takes in limits that are near", () => {
    const [low, high] = verticalRange(2, 20, [0, 24]);
    expect([low < 0, high > 24]).toEqual([true, true]);
  });

  test("does not flatten a calm signal between far limits", () => {
    const [low, high] = verticalRange(21, 22, [0, 100]);
    expect([low > 20, high < 23]).toEqual([true, true]);
  });

  test("gives a constant some room, and survives no data", () => {
    const [low, high] = verticalRange(5, 5, []);
    expect(low < 5 && high > 5).toBe(true);
    expect(verticalRange(Number.NaN, Number.NaN, [])).toEqual([0, 1]);
    expect(verticalRange(Number.NaN, Number.NaN, [0, 40])).toEqual([0, 40]);
  });
});

describe("ticks", () => {
  test("say their value exactly", () => {
    expect(valueTicks([21, 21.25, 21.5])).toEqual(["21.00", "21.25", "21.50"]);
    expect(valueTicks([-1, 0, 1])).toEqual(["\u22121", "0", "1"]);
  });

  test("name the day at midnight and for long steps, seconds for short ones", () => {
    const midnight = new Date(2026, 10, 20).getTime() / 1_000;
    expect(timeTicks([midnight - 3_600, midnight, midnight + 3_600], 3_600)).toEqual([
      "23:00",
      "11-20",
      "01:00",
    ]);
    expect(timeTicks([midnight], 86_400)).toEqual(["11-20"]);
    expect(timeTicks([midnight + 5], 5)).toEqual(["00:00:05"]);
  });
});
