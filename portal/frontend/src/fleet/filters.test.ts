import { describe, expect, test } from "vitest";
import { readCard } from "../live/card";
import { indexRow } from "../live/index-row";
import { wireCard } from "../live/testing";
import { parseSearch, stringifySearch } from "../search-params";
import { countChosen, facetOptions, filterRows, readFleetSearch, toggled } from "./filters";

const rows = [
  indexRow(readCard(wireCard({ id: "a", name: "Lift 1", tenant: "demo", domain: ["lift"] })), "ok"),
  indexRow(
    readCard(wireCard({ id: "b", name: "Lift 2", tenant: "lab", domain: ["lift", "building"] })),
    "stale",
  ),
  indexRow(readCard(wireCard({ id: "c", name: "Meter", tenant: "demo", domain: [] })), "ok"),
];

const ids = (search: object) =>
  filterRows(rows, readFleetSearch({ ...search })).map((row) => row.id);

describe("filtering", () => {
  test("every word must be found, in any case and any field", () => {
    expect(ids({ q: "LIFT lab" })).toEqual(["b"]);
    expect(ids({ q: "nothing" })).toEqual([]);
    expect(ids({ q: " " })).toEqual(["a", "b", "c"]);
  });

  test("any choice within a facet, all facets together", () => {
    expect(ids({ tenant: ["demo", "lab"] })).toEqual(["a", "b", "c"]);
    expect(ids({ tenant: "demo", domain: "lift" })).toEqual(["a"]);
    expect(ids({ health: "stale" })).toEqual(["b"]);
  });
});

describe("chips", () => {
  test("count what choosing them would give, under the other filters", () => {
    const options = facetOptions(rows, { domain: ["lift"], tenant: ["demo"] }, "tenant");
    expect(options).toEqual([
      { value: "demo", count: 1, chosen: true },
      { value: "lab", count: 1, chosen: false },
    ]);
  });

  test("a choice that no twin has any more stays, to be taken back", () => {
    const options = facetOptions(rows, { tenant: ["gone"] }, "tenant");
    expect(options.find((one) => one.value === "gone")).toEqual({
      value: "gone",
      count: 0,
      chosen: true,
    });
  });

  test("health stands in order of concern", () => {
    expect(facetOptions(rows, {}, "health").map((one) => one.value)).toEqual(["stale", "ok"]);
  });

  test("a second click takes a choice back", () => {
    const once = toggled({ q: "x" }, "tenant", "demo");
    expect(once).toEqual({ q: "x", tenant: ["demo"] });
    expect(countChosen(once)).toBe(1);
    expect(toggled(once, "tenant", "demo")).toEqual({ q: "x" });
  });
});

describe("the address", () => {
  test("holds the filters and gives them back", () => {
    const search = readFleetSearch({ q: "a b", tenant: ["demo", "l&b"], health: "stale" });
    const text = stringifySearch({ ...search });
    expect(text).toBe("?q=a+b&tenant=demo&tenant=l%26b&health=stale");
    expect(readFleetSearch(parseSearch(text))).toEqual(search);
  });

  test("nonsense is left out", () => {
    expect(readFleetSearch({ health: ["great"], tenant: "", q: 5 })).toEqual({});
    expect(stringifySearch({ q: "", tenant: undefined })).toBe("");
  });
});
