/** One word for a twin's health, from the card and the clock alone. The server follows the same rules. */
import type { Json } from "../api/wire";
import { type Card, type Feature, featureReportedAt, type Property } from "./card";

export type HealthWord = "unknown" | "stale" | "warning" | "ok";

export type HealthReason =
  | { kind: "stale"; feature: string; intervalS: number; since: number }
  | { kind: "below" | "above"; feature: string; property: string; limit: number; since: number }
  | { kind: "not-listed"; feature: string; property: string; since: number };

export interface Health {
  word: HealthWord;
  reasons: readonly HealthReason[];
}

export const HEALTH_WORDS: readonly HealthWord[] = ["warning", "stale", "unknown", "ok"];

const STALE_AFTER_INTERVALS = 3;

export function healthOf(card: Card, now: number): Health {
  const features = Object.entries(card.features);
  if (features.every(([, feature]) => featureReportedAt(feature) === null)) {
    return { word: "unknown", reasons: [] };
  }
  const stale = features.flatMap(([name, feature]) => staleReason(name, feature, now));
  if (stale.length > 0) return { word: "stale", reasons: stale };
  const warnings = features.flatMap(([name, feature]) => warningsOf(name, feature));
  if (warnings.length > 0) return { word: "warning", reasons: warnings };
  return { word: "ok", reasons: [] };
}

/** True when this feature alone is older than it promised to be. */
export function featureIsStale(feature: Feature, now: number): boolean {
  const at = featureReportedAt(feature);
  if (feature.intervalS === null || at === null) return false;
  return now - at > STALE_AFTER_INTERVALS * feature.intervalS * 1_000;
}

/** What is wrong with one value, if anything. */
export function violationOf(property: Property): "below" | "above" | "not-listed" | null {
  const { value, at } = property;
  if (at === null || value === null) return null;
  if (typeof value === "number") {
    if (property.min !== null && value < property.min) return "below";
    if (property.max !== null && value > property.max) return "above";
  }
  return property.enum !== null && !isListed(property.enum, value) ? "not-listed" : null;
}

/** A name for a reason that both sides can compare: the feature, or feature and property. */
export function reasonPath(reason: HealthReason): string {
  return reason.kind === "stale" ? reason.feature : `${reason.feature}.${reason.property}`;
}

function staleReason(name: string, feature: Feature, now: number): HealthReason[] {
  const since = featureReportedAt(feature);
  if (since === null || feature.intervalS === null || !featureIsStale(feature, now)) return [];
  return [{ kind: "stale", feature: name, intervalS: feature.intervalS, since }];
}

function warningsOf(name: string, feature: Feature): HealthReason[] {
  return Object.entries(feature.properties).flatMap(([property, state]): HealthReason[] => {
    const kind = violationOf(state);
    if (kind === null || state.at === null) return [];
    const place = { feature: name, property, since: state.at };
    if (kind === "not-listed") return [{ kind, ...place }];
    return [{ kind, ...place, limit: (kind === "below" ? state.min : state.max) ?? 0 }];
  });
}

function isListed(allowed: readonly Json[], value: Json): boolean {
  return allowed.some((one) => one === value || JSON.stringify(one) === JSON.stringify(value));
}
