import { beforeEach, expect, test, vi } from "vitest";
import { readCard } from "./card";
import { FleetStore } from "./store";
import { NOW, wireCard } from "./testing";

let now = NOW;
let store: FleetStore;
const one = readCard(wireCard());
const two = readCard(wireCard({ id: "two", name: "Another lift" }));

beforeEach(() => {
  now = NOW;
  store = new FleetStore(() => now);
  store.replaceAll(new Map([one, two].map((card) => [card.id, card])));
  store.flush();
});

test("only the listeners of the changed card hear of it, once per flush", () => {
  const [first, second] = [vi.fn(), vi.fn()];
  store.subscribeCard(one.id, first);
  store.subscribeCard("two", second);
  store.put([{ ...one, revision: 11 }]);
  store.put([{ ...one, revision: 12 }]);
  expect(first).not.toHaveBeenCalled();
  store.flush();
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
});

test("the list is told only of what lists show", () => {
  const listener = vi.fn();
  store.subscribeIndex(listener);
  store.put([{ ...one, revision: 11 }]);
  store.flush();
  expect(listener).not.toHaveBeenCalled();
  store.put([{ ...one, name: "Renamed" }]);
  store.flush();
  expect(listener).toHaveBeenCalledOnce();
});

test("cards stand by order, then name", () => {
  expect(store.getIndex().map((row) => row.name)).toEqual(["Another lift", "Lift 1"]);
  store.put([{ ...two, order: 20 }]);
  store.flush();
  expect(store.getIndex().map((row) => row.name)).toEqual(["Lift 1", "Another lift"]);
});

test("health follows the clock, without any event", () => {
  expect(store.getHealth(one.id).word).toBe("ok");
  now += 3_001;
  store.refreshHealth();
  store.flush();
  expect(store.getHealth(one.id)).toMatchObject({ word: "stale", reasons: [{ feature: "cabin" }] });
  expect(store.getIndex().map((row) => row.health)).toEqual(["stale", "stale"]);
});

test("an empty fleet is loaded, and says so", () => {
  const fresh = new FleetStore(() => now);
  const listener = vi.fn();
  fresh.subscribeIndex(listener);
  fresh.replaceAll(new Map());
  fresh.flush();
  expect([fresh.isLoaded(), listener.mock.calls.length]).toEqual([true, 1]);
});
