import { describe, expect, test } from "vitest";
import { formatAge, formatDuration, formatLag, formatMoment } from "./age";
import { formatNumber } from "./number";
import { formatValue, formatWithUnit } from "./value";

describe("numbers", () => {
  test.each([
    [12.3456, { min: 0, max: 24 }, "12.3"],
    [1.3, { min: 0, max: 7.1 }, "1.30"],
    [55, { min: 0, max: 100 }, "55.0"],
    [1450.4, { min: 0, max: 3000 }, "1450"],
    [0.0123, { min: 0, max: 1 }, "0.012"],
    [3, { min: null, max: null, type: "integer" }, "3"],
  ])("%d in its declared range", (value, range, text) => {
    expect(formatNumber(value, range)).toBe(text);
  });

  test.each([
    [0, "0"],
    [7, "7"],
    [-0.00001, "\u22121.00e\u22125"],
    [0.01234, "0.0123"],
    [1.2345, "1.23"],
    [123.456, "123"],
    [12_345.6, "12\u202f346"],
    [-1_234_567, "\u22121\u202f234\u202f567"],
    [2.5e12, "2.50e12"],
    [Number.NaN, "–"],
  ])("%d by its magnitude", (value, text) => expect(formatNumber(value)).toBe(text));

  test("zero has no sign, whatever it was rounded from", () => {
    expect(formatNumber(-0.001, { min: -100, max: 100 })).toBe("0");
    expect(formatNumber(-0.001, { min: -10, max: 10 })).toBe("0.0");
  });
});

describe("values", () => {
  test("anything has words", () => {
    expect(formatValue(null)).toBe("–");
    expect([formatValue(true), formatValue(false)]).toEqual(["yes", "no"]);
    expect(formatValue("open")).toBe("open");
    expect(formatValue("")).toBe("(empty text)");
    expect(formatValue({ a: [1, 2] })).toBe('{"a":[1,2]}');
  });

  test("a unit follows a thin space, and numbers only", () => {
    expect(formatWithUnit(12.34, "m", { min: 0, max: 24 })).toBe("12.3\u2009m");
    expect(formatWithUnit("open", "m")).toBe("open");
    expect(formatWithUnit(null, "m")).toBe("–");
  });
});

describe("times", () => {
  test.each([
    [-5_000, "0\u2009s"],
    [4_999, "4\u2009s"],
    [59_999, "59\u2009s"],
    [60_000, "1\u2009min"],
    [3_600_000, "1\u2009h"],
    [47 * 3_600_000, "47\u2009h"],
    [48 * 3_600_000, "2\u2009d"],
  ])("%d ms", (ms, text) => expect(formatDuration(ms)).toBe(text));

  test("an age is never in the future", () => {
    expect(formatAge(10_000, 4_000)).toBe("0\u2009s ago");
    expect(formatAge(0, 4_000)).toBe("4\u2009s ago");
  });

  test("lag tells small from large", () => {
    expect([24, 1_540, 12_000].map(formatLag)).toEqual(["0.02\u2009s", "1.5\u2009s", "12\u2009s"]);
  });

  test("the day is named unless it is today", () => {
    const at = new Date(2026, 10, 20, 9, 5, 7).getTime();
    expect(formatMoment(at, at + 1_000)).toBe("09:05:07");
    expect(formatMoment(at, at + 86_400_000)).toBe("2026-11-20 09:05:07");
  });
});
