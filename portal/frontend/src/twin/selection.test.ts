import { describe, expect, test } from "vitest";
import { readCard } from "../live/card";
import { wireCard, wireProperty } from "../live/testing";
import { readTwinSearch } from "./search";
import { choicesOf, chosenOf, isNumeric, toggledChoice } from "./selection";

const properties = {
  position: wireProperty(),
  target: wireProperty({ title: "Target" }),
  speed: wireProperty({ unit: "m/s" }),
  door: wireProperty({ type: "string", unit: null, value: "open" }),
};
const card = readCard(
  wireCard({ features: { cabin: { title: "Cabin", interval_s: 1, properties } } }),
);
const [position, target, speed, door] = choicesOf(card);
const keys = (wanted?: string[]) => chosenOf(card, wanted).map((one) => one.key);

describe("what the chart shows", () => {
  test("the main value, unless the address says otherwise", () => {
    expect(keys()).toEqual(["cabin.position"]);
    expect(keys(["cabin.nothing"])).toEqual(["cabin.position"]);
    expect(keys(["cabin.speed"])).toEqual(["cabin.speed"]);
  });

  test("one unit at a time, that of the first", () => {
    expect(keys(["cabin.position", "cabin.speed", "cabin.target"])).toEqual([
      "cabin.position",
      "cabin.target",
    ]);
  });

  test("a click adds within the unit, and starts anew outside it", () => {
    if (!position || !target || !speed || !door) throw new Error("four choices");
    expect(toggledChoice([position], target)).toEqual(["cabin.position", "cabin.target"]);
    expect(toggledChoice([position, target], position)).toEqual(["cabin.target"]);
    expect(toggledChoice([position], position)).toEqual(["cabin.position"]);
    expect(toggledChoice([position], speed)).toEqual(["cabin.speed"]);
    expect(toggledChoice([position], door)).toEqual(["cabin.door"]);
  });

  test("an undeclared property is a number when it reports one", () => {
    const base = choicesOf(card)[0]?.property;
    if (!base) throw new Error("a property");
    expect(isNumeric({ ...base, type: null, value: 5 })).toBe(true);
    expect(isNumeric({ ...base, type: null, value: "5" })).toBe(false);
  });
});

describe("the address of a twin", () => {
  test("holds range, window and values", () => {
    const raw = { show: ["a.b", "a.b", "c.d"], range: "1h", from: "5", to: "9" };
    expect(readTwinSearch(raw)).toEqual({ show: ["a.b", "c.d"], range: "1h", from: 5, to: 9 });
  });

  test("a window must run forwards, and a range must exist", () => {
    expect(readTwinSearch({ range: "1y", from: "9", to: "5" })).toEqual({});
    expect(readTwinSearch({ range: "toString", from: "9" })).toEqual({});
  });
});
