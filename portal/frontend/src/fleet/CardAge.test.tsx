import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readCard } from "../live/card";
import { createClock } from "../live/clock";
import { LiveProvider } from "../live/hooks";
import { FleetStore } from "../live/store";
import { NOW, wireCard } from "../live/testing";
import { createTicker } from "../live/ticker";
import { CardAge } from "./CardAge";

const card = readCard(wireCard());

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("the age counts on without data, and a stale card says since when", () => {
  const clock = createClock();
  const store = new FleetStore(clock.now);
  const ticker = createTicker(clock.now);
  ticker.subscribe(() => store.refreshHealth());
  store.put([card]);
  render(
    <LiveProvider value={{ store, clock, ticker, start: () => () => undefined }}>
      <CardAge id={card.id} />
    </LiveProvider>,
  );
  const age = screen.getByTestId("card-age");
  act(() => vi.advanceTimersByTime(2_000));
  expect(age.textContent).toMatch(/^2\Ws ago$/);
  expect(screen.queryByText(/Last known/)).toBeNull();
  act(() => {
    vi.advanceTimersByTime(3_000);
    store.flush();
  });
  expect(age.textContent).toMatch(/^5\Ws ago$/);
  expect(screen.getByText(/^Last known, since \d\d:\d\d:\d\d$/)).toBeDefined();
});
