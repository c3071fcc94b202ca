import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrast, type Scheme, tokensOf } from "./contrast";

const css = readFileSync(`${import.meta.dirname}/tokens.css`, "utf8");
const SURFACES = ["bg", "surface", "raised"];
const TEXT = ["text", "muted", "accent", "ok", "warning", "critical", "stale", "unknown"];
const GRAPHICS = ["edge", "focus", ...[1, 2, 3, 4, 5, 6].map((at) => `series-${at}`)];

const SCHEMES: Scheme[] = ["dark", "light"];
const pairs = SCHEMES.flatMap((scheme) => [
  ...TEXT.flatMap((front) => SURFACES.map((back) => [scheme, front, back, 4.5] as const)),
  ...GRAPHICS.flatMap((front) => SURFACES.map((back) => [scheme, front, back, 3] as const)),
  [scheme, "on-accent", "accent", 4.5] as const,
]);

describe("contrast of the tokens", () => {
  test.each(pairs)("%s: %s on %s is at least %d", (scheme, front, back, least) => {
    const tokens = tokensOf(css, scheme);
    expect(contrast(tokens[front] ?? "", tokens[back] ?? "")).toBeGreaterThanOrEqual(least);
  });

  test("both themes name the same tokens", () => {
    const [dark, light] = SCHEMES.map((scheme) => Object.keys(tokensOf(css, scheme)));
    expect(dark).toEqual(light);
  });

  test("the measure itself is right", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
});
