import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClock, type ServerClock } from "../live/clock";
import { LiveProvider } from "../live/hooks";
import { FleetStore } from "../live/store";
import { createTicker } from "../live/ticker";
import { ConnectionBadge } from "./ConnectionBadge";

let clock: ServerClock;
let store: FleetStore;

beforeEach(() => {
  vi.useFakeTimers();
  clock = createClock();
  store = new FleetStore(clock.now);
  const live = { store, clock, ticker: createTicker(clock.now), start: () => () => undefined };
  render(
    <LiveProvider value={live}>
      <ConnectionBadge />
    </LiveProvider>,
  );
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(patch: Parameters<FleetStore["setConnection"]>[0]): HTMLElement {
  act(() => {
    store.setConnection(patch);
    store.flush();
  });
  return screen.getByTestId("connection-badge");
}

test("live says how late values are and when the last came", () => {
  const badge = show({ state: "live", lagMs: 240, lastEventAt: clock.now() });
  expect(badge.dataset.state).toBe("live");
  act(() => vi.advanceTimersByTime(4_000));
  expect(badge.textContent).toMatch(/Live.*0\.24\Ws lag · last change 4\Ws ago/);
});

test("offline says when it tries again", () => {
  const badge = show({ state: "offline", retryAt: Date.now() + 3_000 });
  expect(badge.textContent).toMatch(/Offline.*retry in 3\Ws/);
});

test("what was missed is said, and then no longer", () => {
  const badge = show({ state: "live", recovered: { id: 1, missed: 12 } });
  expect(badge.textContent).toContain("12 changes missed, now current");
  act(() => vi.advanceTimersByTime(9_000));
  expect(badge.textContent).not.toContain("missed");
});
