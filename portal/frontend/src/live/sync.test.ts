import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { WireSnapshot } from "../api/wire";
import { createClock } from "./clock";
import { FleetStore } from "./store";
import { Sync } from "./sync";
import { change, NOW, snapshot, wireCard } from "./testing";

const ID = "dtp.lift:lift-1";
const asked: (readonly string[] | undefined)[] = [];
let answers: ((answer: WireSnapshot) => void)[] = [];
let store: FleetStore;
let sync: Sync;
const doubt = vi.fn();
const signedOut = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  asked.length = 0;
  answers = [];
  doubt.mockClear();
  const clock = createClock();
  store = new FleetStore(clock.now);
  sync = new Sync({
    store,
    clock,
    fetchCards: (ids) => {
      asked.push(ids);
      return new Promise((resolve) => answers.push(resolve));
    },
    onHello: () => undefined,
    onDoubt: doubt,
    onSignedOut: signedOut,
    onTwinChanged: () => undefined,
    isSignedOut: () => false,
  });
});

afterEach(() => vi.useRealTimers());

const time = () => new Date(Date.now()).toISOString();
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const say = (event: string, data: object) =>
  sync.handleEvent({ event, id: "", data: JSON.stringify(data) });
const hello = () => say("hello", { position: 1, now: time(), beat_s: 5, resumed: false });
const live = (...twins: object[]) => say("live", { now: time(), lag_ms: 20, twins });
const value = () => store.getCard(ID)?.features.cabin?.properties.position?.value;
const state = () => store.getConnection().state;

async function answer(reply: WireSnapshot): Promise<void> {
  answers.shift()?.(reply);
  await settle();
}

async function startUp(): Promise<void> {
  hello();
  await answer(snapshot(wireCard()));
}

describe("starting up", () => {
  test("nothing is asked before hello, and the snapshot makes it live", async () => {
    expect(asked).toHaveLength(0);
    hello();
    expect([asked.length, state(), store.isLoaded()]).toEqual([1, "connecting", false]);
    await answer(snapshot(wireCard()));
    expect([state(), value()]).toEqual(["live", 1]);
  });

  test("what came during the snapshot is applied by revision", async () => {
    hello();
    live(change(9, 10, 7), change(10, 11, 8));
    live(change(11, 12, 9));
    await answer(snapshot(wireCard({ revision: 11 })));
    expect([value(), store.getCard(ID)?.revision]).toEqual([9, 12]);
  });

  test("a snapshot of an earlier connection is not taken", async () => {
    hello();
    const [late] = answers.splice(0);
    sync.handleState({ kind: "waiting", retryAt: 0 });
    late?.(snapshot(wireCard()));
    await settle();
    expect(store.isLoaded()).toBe(false);
  });
});

describe("staying current", () => {
  test("a gap refetches that card once, and says what was missed", async () => {
    await startUp();
    live(change(14, 15, 5));
    live(change(15, 16, 6));
    expect([value(), state()]).toEqual([6, "catching-up"]);
    await settle(250);
    expect(asked).toEqual([undefined, [ID]]);
    await answer(snapshot(wireCard({ revision: 16 })));
    expect([state(), store.getConnection().recovered?.missed]).toEqual(["live", 4]);
  });

  test("changes during a refetch are applied on top of its answer", async () => {
    await startUp();
    say("twin.update", { id: ID });
    await settle(250);
    live(change(10, 11, 5), change(11, 12, 6));
    await answer(snapshot(wireCard({ name: "Renamed", revision: 10 })));
    expect(store.getCard(ID)).toMatchObject({ name: "Renamed", revision: 12 });
    expect(value()).toBe(6);
  });

  test("updates within a moment are fetched together", async () => {
    await startUp();
    say("twin.update", { id: ID });
    say("twin.update", { id: "dtp.lift:new" });
    await settle(250);
    expect(asked.at(-1)).toEqual([ID, "dtp.lift:new"]);
    await answer(snapshot(wireCard(), wireCard({ id: "dtp.lift:new" })));
    expect(store.getCards().size).toBe(2);
  });

  test("a deleted twin is gone, and a running refetch does not bring it back", async () => {
    await startUp();
    say("twin.update", { id: ID });
    await settle(250);
    say("twin.delete", { id: ID });
    await answer(snapshot(wireCard()));
    expect([store.getCard(ID), store.getDeleted(ID)?.id]).toEqual([undefined, ID]);
  });

  test("a twin missing from its refetch is gone", async () => {
    await startUp();
    say("twin.update", { id: ID });
    await settle(250);
    await answer(snapshot());
    expect(store.getCard(ID)).toBeUndefined();
  });

  test("late values are catching up, not live", async () => {
    await startUp();
    await settle(2_000);
    say("beat", { now: time(), lag_ms: 9_000 });
    expect(state()).toBe("catching-up");
    await settle(2_000);
    say("beat", { now: time(), lag_ms: 30 });
    expect(state()).toBe("live");
  });
});

describe("losing the connection", () => {
  test("offline, then the same path again, and the missed changes are counted", async () => {
    await startUp();
    sync.handleState({ kind: "waiting", retryAt: NOW + 500 });
    expect(store.getConnection()).toMatchObject({ state: "offline", retryAt: NOW + 500 });
    sync.handleState({ kind: "connecting" });
    expect(state()).toBe("offline");
    hello();
    expect(state()).toBe("catching-up");
    await answer(snapshot(wireCard({ revision: 22 })));
    expect(store.getConnection()).toMatchObject({ state: "live", recovered: { missed: 12 } });
  });

  test("reset fetches everything again", async () => {
    await startUp();
    say("reset", { reason: "overflow" });
    expect([asked.length, state()]).toEqual([2, "catching-up"]);
  });

  test("nonsense raises doubt", async () => {
    await startUp();
    sync.handleEvent({ event: "live", id: "", data: "{" });
    expect(doubt).toHaveBeenCalledOnce();
  });

  test("a lost session is reported", () => {
    sync.handleState({ kind: "ended", reason: "signed-out" });
    expect(signedOut).toHaveBeenCalledOnce();
  });
});
