import { describe, expect, test } from "vitest";
import type { WireCard } from "../api/wire";
import { readCard } from "./card";
import { healthOf, reasonPath } from "./health";
import cases from "./health-cases.json";

describe("the health word, case by case as on the server", () => {
  test.each(cases)("$name", ({ card, now, expect: word, reasons }) => {
    const health = healthOf(readCard(card as unknown as WireCard), Date.parse(now));
    expect(health.word).toBe(word);
    expect(health.reasons.map(reasonPath)).toEqual(reasons);
  });
});
