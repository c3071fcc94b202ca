/** The fake plant's live state: what was reported, at which revision, and its history. */
import type { Json, WireCard, WireHistory, WireTwin, WireTwinChange } from "../src/api/wire.ts";
import { type FakeFeature, type FakeTwin, plant } from "./plant.ts";

type Reported = Record<string, Record<string, [Json, number]>>;

interface Held {
  twin: FakeTwin;
  revision: number;
  reported: Reported;
  nextAt: Map<string, number>;
}

const SPARK_MS = 600_000;
const SPARK_POINTS = 118;

export class World {
  readonly twins = new Map<string, Held>();
  position = 1_000;
  private readonly listeners = new Set<(change: WireTwinChange) => void>();

  constructor(count: number) {
    for (const twin of plant(count)) this.add(twin);
  }

  add(twin: FakeTwin): void {
    const held: Held = { twin, revision: 4_000, reported: {}, nextAt: new Map() };
    for (const [name, feature] of Object.entries(twin.features)) {
      const at = lastPresent(feature, Date.now());
      if (at !== null) held.reported[name] = valuesAt(feature, at);
    }
    this.twins.set(twin.id, held);
  }

  onChange(listener: (change: WireTwinChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Lets every feature report that is due. */
  tick(now: number): void {
    for (const held of this.twins.values()) {
      for (const [name, feature] of Object.entries(held.twin.features)) {
        if (now < (held.nextAt.get(name) ?? 0)) continue;
        held.nextAt.set(name, now + feature.every_s * 1_000);
        if (!feature.away?.(now)) this.report(held, name, valuesAt(feature, now));
      }
    }
  }

  card(id: string): WireCard | undefined {
    const held = this.twins.get(id);
    return held && cardOf(held, Date.now());
  }

  cards(ids: readonly string[]): WireCard[] {
    const wanted = ids.length > 0 ? ids : [...this.twins.keys()];
    return wanted.flatMap((id) => this.card(id) ?? []);
  }

  twin(id: string): WireTwin | undefined {
    const held = this.twins.get(id);
    return held && twinOf(held);
  }

  history(id: string, query: URLSearchParams): WireHistory | undefined {
    const name = query.get("feature") ?? "";
    const feature = this.twins.get(id)?.twin.features[name];
    const property = query.get("property") ?? "";
    const declared = feature?.properties[property];
    if (!feature || !declared) return undefined;
    const to = Number(query.get("to") ?? Date.now());
    const from = Number(query.get("from") ?? to - 3_600_000);
    const wanted = Number(query.get("points") ?? 500);
    const end = Math.min(to, Date.now());
    const raw = Math.max(0, Math.floor((end - from) / (feature.every_s * 1_000)));
    const step = Math.max(feature.every_s * 1_000, (to - from) / wanted);
    const points: [number, Json][] = [];
    for (let at = Math.ceil(from / step) * step; at <= end; at += step) {
      if (!feature.away?.(at)) points.push([Math.round(at), declared.signal(at)]);
    }
    const before = lastPresent(feature, from);
    return {
      id,
      feature: name,
      property,
      unit: declared.unit,
      type: declared.type,
      from: iso(from),
      to: iso(to),
      raw_count: raw,
      downsampled: points.length > 0 && raw > points.length,
      before: before === null ? null : [before, declared.signal(before)],
      points,
    };
  }

  private report(held: Held, feature: string, values: Record<string, [Json, number]>): void {
    const base = held.revision;
    held.revision += 1;
    held.reported[feature] = values;
    const change = {
      id: held.twin.id,
      base,
      revision: held.revision,
      reported: { [feature]: values },
    };
    for (const listener of this.listeners) listener(change);
  }
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

function valuesAt(feature: FakeFeature, at: number): Record<string, [Json, number]> {
  const entries = Object.entries(feature.properties);
  return Object.fromEntries(entries.map(([name, { signal }]) => [name, [signal(at), at]]));
}

/** The last moment up to `at` at which the feature reported, within a day. */
function lastPresent(feature: FakeFeature, at: number): number | null {
  for (let back = 0; back < 86_400_000; back += 10_000) {
    if (!feature.away?.(at - back)) return at - back;
  }
  return null;
}

function cardOf({ twin, revision, reported }: Held, now: number): WireCard {
  const [feature = "", property = ""] = twin.headline[0] ?? [];
  return {
    id: twin.id,
    name: twin.name,
    tenant: twin.tenant,
    description: twin.description,
    domain: twin.domain,
    status: twin.status,
    icon: twin.icon,
    ui_url: null,
    order: twin.order,
    revision,
    features: Object.fromEntries(
      Object.entries(twin.features).map(([name, { title, interval_s, properties }]) => [
        name,
        { title, interval_s, properties: cardProperties(properties, reported[name] ?? {}) },
      ]),
    ),
    headline: twin.headline.map(([f, p]) => ({ feature: f, property: p })),
    sparkline: { feature, property, points: sparkPoints(twin, feature, property, now) },
    topics: twin.topics,
  };
}

function cardProperties(
  properties: FakeFeature["properties"],
  reported: Record<string, [Json, number]>,
): WireCard["features"][string]["properties"] {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { signal: _, ...declared }]) => {
      const [value, at] = reported[name] ?? [null, null];
      return [name, { ...declared, value, at: at === null ? null : iso(at) }];
    }),
  );
}

function sparkPoints(twin: FakeTwin, feature: string, property: string, now: number) {
  const source = twin.features[feature];
  const signal = source?.properties[property]?.signal;
  const points: [number, number | null][] = [];
  for (let step = 0; signal && source && step <= SPARK_POINTS; step += 1) {
    const at = Math.round(now - SPARK_MS + (step * SPARK_MS) / SPARK_POINTS);
    points.push([at, source.away?.(at) ? null : Number(signal(at))]);
  }
  return points.some(([, value]) => value !== null) ? points : [];
}

function twinOf({ twin, revision, reported }: Held): WireTwin {
  const features = Object.entries(twin.features).map(([name, feature]) => {
    const values = Object.entries(reported[name] ?? {});
    return [
      name,
      {
        title: feature.title,
        interval_s: feature.interval_s,
        revision,
        received_at: iso(Date.now()),
        reported: Object.fromEntries(values.map(([key, [value]]) => [key, value])),
        reported_at: Object.fromEntries(values.map(([key, [, at]]) => [key, iso(at)])),
        desired: name === "room" ? { setpoint: 22 } : {},
        desired_at: {},
        properties: Object.fromEntries(
          Object.entries(feature.properties).map(([key, { signal: _, ...rest }]) => [key, rest]),
        ),
      },
    ];
  });
  return {
    id: twin.id,
    name: twin.name,
    tenant: twin.tenant,
    metadata: { domain: twin.domain, status: twin.status, ...twin.metadata },
    interfaces: {
      api: null,
      data_streams: twin.topics.map((topic) => ({ kind: "mqtt", topic, codec: "auto" })),
    },
    dependencies: { static: twin.dependsOn ?? [], dynamic: [] },
    relations: twin.parent ? [{ kind: "parent", target: twin.parent }] : [],
    source: `twins/${twin.domain[0]}/twin.yaml`,
    revision,
    health: "ok",
    now: iso(Date.now()),
    ui_url: null,
    icon: twin.icon,
    features: Object.fromEntries(features),
  };
}
