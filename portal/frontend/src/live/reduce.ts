/**
 * State + events = state, without side effects.
 *
 * Every change carries the revision it builds on. Holding an older one means that something was
 * missed: the values are still taken (they are true), but the card is asked for again.
 */
import type { Json, WireTwinChange } from "../api/wire";
import { type Card, type Feature, propertyOf, type Spark, undeclaredProperty } from "./card";
import { appendPoint, gapAfter } from "./spark";

export type Cards = ReadonlyMap<string, Card>;

export type Outcome =
  | { kind: "dropped" }
  | { kind: "applied"; card: Card }
  | { kind: "gap"; card: Card; missed: number };

export interface Reduction {
  changed: Card[];
  /** Twins whose card must be fetched again, with how many changes were missed. */
  refetch: Map<string, number>;
}

type Reported = WireTwinChange["reported"];

export function applyChange(card: Card, change: WireTwinChange): Outcome {
  if (change.revision <= card.revision) return { kind: "dropped" };
  const features = mergeReported(card.features, change.reported);
  const spark = card.spark && extendSpark(card, card.spark, change.reported);
  if (change.base > card.revision) {
    // The revision stays behind on purpose: until the refetch arrives this card is in doubt.
    return { kind: "gap", card: { ...card, features, spark }, missed: change.base - card.revision };
  }
  return { kind: "applied", card: { ...card, features, spark, revision: change.revision } };
}

export function reduceChanges(cards: Cards, changes: readonly WireTwinChange[]): Reduction {
  const held = new Map<string, Card>();
  const refetch = new Map<string, number>();
  for (const change of changes) {
    const card = held.get(change.id) ?? cards.get(change.id);
    if (!card) {
      refetch.set(change.id, 1);
      continue;
    }
    const outcome = applyChange(card, change);
    if (outcome.kind === "dropped") continue;
    held.set(change.id, outcome.card);
    if (outcome.kind === "gap") refetch.set(change.id, outcome.missed);
  }
  return { changed: [...held.values()], refetch };
}

/**
 * The answer to a refetch, which may be slower than the stream: it must not take values back in time.
 * A held card in doubt has an old revision, so the larger of the two is the one that can be trusted.
 */
export function mergeRefetched(held: Card | undefined, fetched: Card): Card {
  if (!held) return fetched;
  const features = mergeReported(fetched.features, reportedBy(held));
  return { ...fetched, features, revision: Math.max(held.revision, fetched.revision) };
}

/** How many changes a new snapshot holds that the old one did not. */
export function missedBetween(before: Cards, after: Cards): number {
  let missed = 0;
  for (const [id, card] of after) {
    missed += Math.max(0, card.revision - (before.get(id)?.revision ?? card.revision - 1));
  }
  for (const id of before.keys()) if (!after.has(id)) missed += 1;
  return missed;
}

function reportedBy(card: Card): Reported {
  const reported: Reported = {};
  for (const [name, feature] of Object.entries(card.features)) {
    const values: Record<string, [Json, number]> = {};
    for (const [property, { value, at }] of Object.entries(feature.properties)) {
      if (at !== null) values[property] = [value, at];
    }
    if (Object.keys(values).length > 0) reported[name] = values;
  }
  return reported;
}

function mergeReported(features: Card["features"], reported: Reported): Card["features"] {
  const merged: Record<string, Feature> = { ...features };
  for (const [name, values] of Object.entries(reported)) {
    const feature = merged[name] ?? { title: name, intervalS: null, properties: {} };
    merged[name] = mergeFeature(feature, values);
  }
  return merged;
}

function mergeFeature(feature: Feature, values: Record<string, [Json, number]>): Feature {
  const properties = { ...feature.properties };
  for (const [name, [value, at]] of Object.entries(values)) {
    const held = properties[name] ?? undeclaredProperty(name);
    // Of two values of one millisecond the one of the newer revision holds, and this revision is newer.
    if (held.at === null || at >= held.at) properties[name] = { ...held, value, at };
  }
  return { ...feature, properties };
}

function extendSpark(card: Card, spark: Spark, reported: Reported): Spark {
  const entry = reported[spark.feature]?.[spark.property];
  if (!entry) return spark;
  const [value, at] = entry;
  const heldAt = propertyOf(card, spark)?.at ?? null;
  if (typeof value !== "number" || (heldAt !== null && at < heldAt)) return spark;
  const gapMs = gapAfter(card.features[spark.feature]?.intervalS ?? null);
  return { ...spark, points: appendPoint(spark.points, at, value, gapMs) };
}
