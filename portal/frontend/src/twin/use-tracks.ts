/** Histories of the chosen values, with what arrives live added behind. */
import { keepPreviousData, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { fetchHistory } from "../api/calls";
import type { WireHistory } from "../api/wire";
import { useConnection, useLive } from "../live/hooks";
import type { FleetStore } from "../live/store";
import type { Point, Track } from "./history-data";
import { DEFAULT_RANGE, rangeMs, type TwinSearch } from "./search";
import type { Choice } from "./selection";

export const HISTORY_POINTS = 1_000;

export interface Tracks {
  /** The newest tracks, read at drawing time: live points must not render React. */
  read: () => Track[];
  histories: (WireHistory | undefined)[];
  isPending: boolean;
  isError: boolean;
  retry: () => void;
}

export function useTracks(id: string, chosen: readonly Choice[], search: TwinSearch): Tracks {
  const { clock } = useLive();
  const tails = useTails(id, chosen);
  useFreshAfterOutage();
  const queries = useQueries({
    queries: chosen.map((choice) => {
      const span = rangeMs(search.range ?? DEFAULT_RANGE);
      const still = search.from !== undefined && search.to !== undefined;
      return {
        queryKey: ["history", id, choice.key, search.from ?? span, search.to ?? "live"],
        queryFn: ({ signal }: { signal: AbortSignal }) => {
          const to = search.to ?? clock.now();
          const from = search.from ?? to - span;
          const { featureName: feature, propertyName: property } = choice;
          return fetchHistory(
            { id, feature, property, points: HISTORY_POINTS, ...whole(from, to) },
            signal,
          );
        },
        // Thinned anew from time to time, so that the live tail never grows long.
        refetchInterval: still ? (false as const) : Math.min(600_000, Math.max(30_000, span / 20)),
        staleTime: still ? 60_000 : 0,
        placeholderData: keepPreviousData,
      };
    }),
  });
  const histories = queries.map(({ data }, at) => ofChoice(data, chosen[at]));

  function read(): Track[] {
    return chosen.map(({ key, feature }, at) => ({
      history: histories[at] ?? { before: null, points: [] },
      tail: tails.current.get(key) ?? [],
      intervalS: feature.intervalS,
    }));
  }

  return {
    read,
    histories,
    isPending: queries.some((query) => query.isPending),
    isError: queries.some((query) => query.isError),
    retry: () => {
      for (const query of queries) void query.refetch();
    },
  };
}

/** Kept data may belong to another value, which must never be shown in this one's place. */
function ofChoice(data: WireHistory | undefined, choice: Choice | undefined) {
  const same = data?.feature === choice?.featureName && data?.property === choice?.propertyName;
  return same ? data : undefined;
}

function whole(from: number, to: number): { from: number; to: number } {
  return { from: Math.floor(from), to: Math.ceil(to) };
}

const LONGEST_TAIL = 6_000;

function useTails(id: string, chosen: readonly Choice[]) {
  const { store } = useLive();
  const tails = useRef(new Map<string, Point[]>());
  const wanted = useRef(chosen);
  wanted.current = chosen;

  useEffect(() => {
    tails.current.clear();
    return store.subscribeCard(id, () => collect(store, id, wanted.current, tails.current));
  }, [store, id]);

  return tails;
}

function collect(
  store: FleetStore,
  id: string,
  chosen: readonly Choice[],
  tails: Map<string, Point[]>,
): void {
  const card = store.getCard(id);
  for (const { key, featureName, propertyName } of chosen) {
    const property = card?.features[featureName]?.properties[propertyName];
    if (!property || property.at === null) continue;
    const tail = tails.get(key) ?? [];
    tails.set(key, tail);
    if (property.at > (tail.at(-1)?.[0] ?? 0)) tail.push([property.at, property.value]);
    if (tail.length > LONGEST_TAIL) tail.splice(0, LONGEST_TAIL / 10);
  }
}

/** What was missed live is in the history by now. */
function useFreshAfterOutage(): void {
  const queries = useQueryClient();
  const { recovered } = useConnection();
  const id = recovered?.id ?? 0;
  const seen = useRef(id);
  useEffect(() => {
    if (seen.current === id) return;
    seen.current = id;
    void queries.invalidateQueries({ queryKey: ["history"] });
  }, [queries, id]);
}
