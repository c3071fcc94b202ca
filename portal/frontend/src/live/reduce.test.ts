import { describe, expect, test } from "vitest";
import { type Card, readCard } from "./card";
import { applyChange, missedBetween, reduceChanges } from "./reduce";
import { change, NOW, wireCard } from "./testing";

const card = readCard(wireCard());
const held = new Map([[card.id, card]]);

function position(of: Card | undefined) {
  return of?.features.cabin?.properties.position?.value;
}

describe("applying one change", () => {
  test("the next revision is taken", () => {
    const outcome = applyChange(card, change(10, 12, 5));
    expect(outcome).toMatchObject({ kind: "applied", card: { revision: 12 } });
    expect(position(outcome.kind === "applied" ? outcome.card : undefined)).toBe(5);
  });

  test("a change that overlaps what is held is taken", () => {
    expect(applyChange(card, change(8, 11, 5)).kind).toBe("applied");
  });

  test("what is held already is dropped", () => {
    expect(applyChange(card, change(8, 10, 5))).toEqual({ kind: "dropped" });
  });

  test("a gap takes the values but keeps the revision in doubt", () => {
    const outcome = applyChange(card, change(14, 15, 5));
    expect(outcome).toMatchObject({ kind: "gap", missed: 4, card: { revision: 10 } });
    expect(position(outcome.kind === "gap" ? outcome.card : undefined)).toBe(5);
  });

  test("an older report never replaces a newer one", () => {
    const outcome = applyChange(card, change(10, 11, 5, NOW - 1));
    expect(position(outcome.kind === "applied" ? outcome.card : undefined)).toBe(1);
  });

  test("the card before stays as it was", () => {
    applyChange(card, change(10, 11, 5));
    expect(position(card)).toBe(1);
    expect(card.spark?.points).toHaveLength(1);
  });

  test("undeclared features and properties are taken in", () => {
    const reported = { door: { angle: [0.5, NOW] as [number, number] } };
    const outcome = applyChange(card, { id: card.id, base: 10, revision: 11, reported });
    expect(outcome).toMatchObject({
      card: { features: { door: { properties: { angle: { value: 0.5, unit: null } } } } },
    });
  });

  test("the sparkline grows with its property", () => {
    const outcome = applyChange(card, change(10, 11, 5, NOW + 4_000));
    const points = outcome.kind === "applied" ? outcome.card.spark?.points : [];
    expect(points?.at(-1)).toMatchObject({ at: NOW + 4_000, value: 5 });
  });
});

describe("reducing an event", () => {
  test("several changes of one twin build on each other", () => {
    const { changed, refetch } = reduceChanges(held, [change(10, 11, 2), change(11, 12, 3)]);
    expect(changed).toHaveLength(1);
    expect(changed[0]?.revision).toBe(12);
    expect(refetch.size).toBe(0);
  });

  test("unknown twins and gaps are asked for", () => {
    const unknown = { ...change(1, 2, 1), id: "dtp.lift:new" };
    const { refetch } = reduceChanges(held, [unknown, change(13, 14, 2)]);
    expect([...refetch]).toEqual([
      ["dtp.lift:new", 1],
      [card.id, 3],
    ]);
  });

  test("any order of changes ends in the same values", () => {
    const changes = [change(10, 11, 2), change(11, 12, 3), change(12, 13, 4)];
    const orders = [changes, changes.toReversed()];
    const ends = orders.map((order) => position(reduceChanges(held, order).changed[0]));
    expect(new Set(ends)).toEqual(new Set([4]));
  });
});

test("missed changes are counted by revision, new and gone twins as one each", () => {
  const newer = readCard(wireCard({ revision: 22 }));
  const other = readCard(wireCard({ id: "other", revision: 500 }));
  expect(missedBetween(held, new Map([[card.id, newer]]))).toBe(12);
  expect(missedBetween(held, new Map([[card.id, card]]))).toBe(0);
  expect(missedBetween(held, new Map([["other", other]]))).toBe(2);
});
