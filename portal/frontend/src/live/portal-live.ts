/** Ties stream, store and clock together for the one signed-in page. */
import { fetchCards } from "../api/calls";
import { isSignedOut } from "../api/http";
import { createClock, type ServerClock } from "./clock";
import { FleetStore } from "./store";
import { EventStream } from "./stream";
import { Sync } from "./sync";
import { createTicker, type Ticker } from "./ticker";

export interface PortalLive {
  store: FleetStore;
  clock: ServerClock;
  ticker: Ticker;
  /** Opens the stream; returns the function that closes it. */
  start(): () => void;
}

export interface PortalLiveEvents {
  onSignedOut: () => void;
  onTwinChanged: (id: string) => void;
}

export function createPortalLive(events: PortalLiveEvents): PortalLive {
  const clock = createClock();
  const ticker = createTicker(clock.now);
  const store = new FleetStore(clock.now);

  function start(): () => void {
    const sync = new Sync({
      store,
      clock,
      fetchCards,
      isSignedOut,
      ...events,
      onHello: (beatSeconds) => stream.settle(beatSeconds),
      onDoubt: () => stream.restart(),
    });
    const stream = new EventStream({
      url: "/api/portal/stream",
      onEvent: (event) => sync.handleEvent(event),
      onState: (state) => sync.handleState(state),
    });
    const stopTicking = ticker.subscribe(() => store.refreshHealth());
    stream.start();
    return () => {
      stopTicking();
      stream.stop();
    };
  }

  return { store, clock, ticker, start };
}
