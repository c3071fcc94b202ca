/** How components read the live state: each hook re-renders only when its own answer changes. */
import { createContext, use, useCallback, useSyncExternalStore } from "react";
import type { Card } from "./card";
import type { Health } from "./health";
import type { IndexRow } from "./index-row";
import type { PortalLive } from "./portal-live";
import type { Connection } from "./store";

const LiveContext = createContext<PortalLive | null>(null);

export const LiveProvider = LiveContext.Provider;

export function useLive(): PortalLive {
  const live = use(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider above it");
  return live;
}

/** Select something that is equal by identity while it stays the same: a string, a part of the card. */
export function useCardPart<T>(id: string, select: (card: Card | undefined) => T): T {
  const { store } = useLive();
  const subscribe = useCallback(
    (listener: () => void) => store.subscribeCard(id, listener),
    [store, id],
  );
  return useSyncExternalStore(subscribe, () => select(store.getCard(id)));
}

export function useCard(id: string): Card | undefined {
  return useCardPart(id, (card) => card);
}

export function useHealth(id: string): Health {
  const { store } = useLive();
  const subscribe = useCallback(
    (listener: () => void) => store.subscribeCard(id, listener),
    [store, id],
  );
  return useSyncExternalStore(subscribe, () => store.getHealth(id));
}

export function useIndex(): readonly IndexRow[] {
  const { store } = useLive();
  const subscribe = useCallback((listener: () => void) => store.subscribeIndex(listener), [store]);
  return useSyncExternalStore(subscribe, () => store.getIndex());
}

export function useLoaded(): boolean {
  const { store } = useLive();
  const subscribe = useCallback((listener: () => void) => store.subscribeIndex(listener), [store]);
  return useSyncExternalStore(subscribe, () => store.isLoaded());
}

export function useConnection(): Connection {
  const { store } = useLive();
  const subscribe = useCallback(
    (listener: () => void) => store.subscribeConnection(listener),
    [store],
  );
  return useSyncExternalStore(subscribe, () => store.getConnection());
}

/** Something that depends on the time, looked at once a second. */
export function useEachSecond<T extends string | number | boolean>(select: (now: number) => T): T {
  const { ticker } = useLive();
  return useSyncExternalStore(ticker.subscribe, () => select(ticker.now()));
}
