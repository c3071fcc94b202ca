/** What the server sends, word for word as in the portal's API contract. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface WireDeclaredProperty {
  title: string | null;
  type: string | null;
  unit: string | null;
  min: number | null;
  max: number | null;
  enum: Json[] | null;
}

export interface WireProperty extends WireDeclaredProperty {
  value: Json;
  at: string | null;
}

export interface WireFeature {
  title: string | null;
  interval_s: number | null;
  properties: Record<string, WireProperty>;
}

export interface PropertyRef {
  feature: string;
  property: string;
}

export interface WireCard {
  id: string;
  name: string;
  tenant: string;
  description: string | null;
  domain: string[];
  status: string | null;
  icon: string | null;
  ui_url: string | null;
  order: number;
  revision: number;
  features: Record<string, WireFeature>;
  headline: PropertyRef[];
  sparkline: (PropertyRef & { points: [number, number | null][] }) | null;
  topics: string[];
}

export interface WireSnapshot {
  position: number;
  now: string;
  cards: WireCard[];
}

export interface WireTwinChange {
  id: string;
  base: number;
  revision: number;
  /** feature → property → [value, epoch milliseconds] */
  reported: Record<string, Record<string, [Json, number]>>;
}

export interface WireHello {
  position: number;
  now: string;
  beat_s: number;
  resumed: boolean;
}

export interface WireLive {
  now: string;
  lag_ms: number | null;
  twins: WireTwinChange[];
}

export interface WireBeat {
  now: string;
  lag_ms: number | null;
}

export interface WireSession {
  user: { username: string; name: string; is_staff: boolean };
  tenants: { id: string; name: string }[];
  csrf_token: string;
}

export type ComponentState = "ok" | "warning" | "critical" | "off" | "unknown";

export interface WireComponent {
  name: string;
  state: ComponentState;
  detail: string;
  since?: string | null;
}

export interface WireStatus {
  now: string;
  updated: string | null;
  components: WireComponent[];
  /** Where devices publish; without a host it is the one that the page came from. */
  mqtt: WireBroker;
}

export interface WireBroker {
  host: string | null;
  port: number;
}

export interface WireDataStream {
  kind?: string;
  topic?: string;
  codec?: string;
  feature?: string;
}

export interface WireTwinFeature {
  title: string | null;
  interval_s: number | null;
  revision: number;
  received_at: string | null;
  reported: Record<string, Json>;
  reported_at: Record<string, string>;
  desired: Record<string, Json>;
  desired_at: Record<string, string>;
  properties: Record<string, WireDeclaredProperty>;
}

export interface WireTwin {
  id: string;
  name: string;
  tenant: string;
  metadata: Record<string, Json>;
  interfaces: { api: string | null; data_streams: (WireDataStream | string)[] };
  dependencies: { static: string[]; dynamic: string[] };
  relations: { kind: string; target: string }[];
  source: string | null;
  revision: number;
  health: string;
  now: string;
  ui_url: string | null;
  icon: string | null;
  features: Record<string, WireTwinFeature>;
}

export interface WireHistory {
  id: string;
  feature: string;
  property: string;
  unit: string | null;
  type: string | null;
  from: string;
  to: string;
  raw_count: number;
  downsampled: boolean;
  before: [number, Json] | null;
  points: [number, Json][];
}
