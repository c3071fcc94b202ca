/** The page's own picture of a card: the wire's, with times as numbers and gaps filled. */
import type { Json, PropertyRef, WireCard, WireFeature, WireProperty } from "../api/wire";
import { type SparkPoint, sparkFromWire } from "./spark";

export interface Property {
  title: string;
  type: string | null;
  unit: string | null;
  min: number | null;
  max: number | null;
  enum: readonly Json[] | null;
  value: Json;
  /** Epoch milliseconds of the report, null when never reported. */
  at: number | null;
}

export interface Feature {
  title: string;
  intervalS: number | null;
  properties: Readonly<Record<string, Property>>;
}

export interface Spark extends PropertyRef {
  points: readonly SparkPoint[];
}

export interface Card {
  id: string;
  name: string;
  tenant: string;
  description: string;
  domain: readonly string[];
  status: string;
  icon: string;
  uiUrl: string | null;
  order: number;
  revision: number;
  features: Readonly<Record<string, Feature>>;
  headline: readonly PropertyRef[];
  spark: Spark | null;
  topics: readonly string[];
}

export function readCard(wire: WireCard): Card {
  return {
    id: wire.id,
    name: wire.name || wire.id,
    tenant: wire.tenant,
    description: wire.description ?? "",
    domain: wire.domain ?? [],
    status: wire.status ?? "",
    icon: wire.icon ?? wire.domain?.[0] ?? "",
    uiUrl: wire.ui_url ?? null,
    order: wire.order ?? 0,
    revision: wire.revision,
    features: mapValues(wire.features ?? {}, readFeature),
    headline: wire.headline ?? [],
    spark: wire.sparkline
      ? { ...refOf(wire.sparkline), points: sparkFromWire(wire.sparkline.points) }
      : null,
    topics: wire.topics ?? [],
  };
}

export function propertyOf(card: Card, ref: PropertyRef): Property | undefined {
  return card.features[ref.feature]?.properties[ref.property];
}

export function undeclaredProperty(name: string): Property {
  return {
    title: name,
    type: null,
    unit: null,
    min: null,
    max: null,
    enum: null,
    value: null,
    at: null,
  };
}

/** When the twin last reported anything, null when it never did. */
export function lastReportedAt(card: Card): number | null {
  let latest: number | null = null;
  for (const feature of Object.values(card.features)) {
    const at = featureReportedAt(feature);
    if (at !== null && (latest === null || at > latest)) latest = at;
  }
  return latest;
}

export function featureReportedAt(feature: Feature): number | null {
  let latest: number | null = null;
  for (const { at } of Object.values(feature.properties)) {
    if (at !== null && (latest === null || at > latest)) latest = at;
  }
  return latest;
}

function refOf(ref: PropertyRef): PropertyRef {
  return { feature: ref.feature, property: ref.property };
}

function readFeature(wire: WireFeature, name: string): Feature {
  return {
    title: wire.title || name,
    intervalS: wire.interval_s ?? null,
    properties: mapValues(wire.properties ?? {}, readProperty),
  };
}

function readProperty(wire: WireProperty, name: string): Property {
  return {
    title: wire.title || name,
    type: wire.type ?? null,
    unit: wire.unit ?? null,
    min: wire.min ?? null,
    max: wire.max ?? null,
    enum: wire.enum ?? null,
    value: wire.value ?? null,
    at: wire.at ? Date.parse(wire.at) : null,
  };
}

function mapValues<A, B>(source: Record<string, A>, read: (value: A, key: string) => B) {
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, read(value, key)]));
}
