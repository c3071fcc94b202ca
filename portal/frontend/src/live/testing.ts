/** Cards and events for tests. */
import type { WireCard, WireProperty, WireSnapshot, WireTwinChange } from "../api/wire";

export const NOW = Date.parse("2026-11-20T18:00:00.000Z");

export function wireProperty(patch: Partial<WireProperty> = {}): WireProperty {
  return {
    title: "Position",
    type: "number",
    unit: "m",
    min: 0,
    max: 24,
    enum: null,
    value: 1,
    at: new Date(NOW).toISOString(),
    ...patch,
  };
}

export function wireCard(patch: Partial<WireCard> = {}): WireCard {
  return {
    id: "dtp.lift:lift-1",
    name: "Lift 1",
    tenant: "demo",
    description: "Traction lift",
    domain: ["lift"],
    status: "active",
    icon: "lift",
    ui_url: null,
    order: 10,
    revision: 10,
    features: {
      cabin: { title: "Cabin", interval_s: 1, properties: { position: wireProperty() } },
    },
    headline: [{ feature: "cabin", property: "position" }],
    sparkline: { feature: "cabin", property: "position", points: [[NOW, 1]] },
    topics: ["dtp/lift/1/cabin"],
    ...patch,
  };
}

export function snapshot(...cards: WireCard[]): WireSnapshot {
  return { position: 1, now: new Date(NOW).toISOString(), cards };
}

export function change(
  base: number,
  revision: number,
  position: number,
  at = NOW + revision * 1_000,
): WireTwinChange {
  return {
    id: "dtp.lift:lift-1",
    base,
    revision,
    reported: { cabin: { position: [position, at] } },
  };
}
