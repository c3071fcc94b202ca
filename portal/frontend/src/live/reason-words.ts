/** The reasons for a health word, as people would say them. */
import { formatAge, formatDuration, formatMoment } from "../format/age";
import { formatValue, formatWithUnit } from "../format/value";
import { strings } from "../strings";
import { type Card, type Property, undeclaredProperty } from "./card";
import type { HealthReason } from "./health";

const words = strings.health;

export function reasonSentence(card: Card, reason: HealthReason, now: number): string {
  const since = `${formatMoment(reason.since, now)} (${formatAge(reason.since, now)})`;
  if (reason.kind === "stale") {
    return words.stale(featureTitle(card, reason), intervalText(reason.intervalS), since);
  }
  const property = propertyFor(card, reason.feature, reason.property);
  const value = formatWithUnit(property.value, property.unit, property);
  const name = `${featureTitle(card, reason)}, ${property.title}`;
  if (reason.kind === "not-listed") {
    const allowed = (property.enum ?? []).map((one) => formatValue(one)).join(", ");
    return words.notListed(name, value, allowed, since);
  }
  const limit = formatWithUnit(reason.limit, property.unit, property);
  return words[reason.kind](name, value, limit, since);
}

/** For the foot of a card: "Temperature above 26 °C". */
export function reasonShort(card: Card, reason: HealthReason): string {
  if (reason.kind === "stale") return featureTitle(card, reason);
  const property = propertyFor(card, reason.feature, reason.property);
  if (reason.kind === "not-listed") return words.shortNotListed(property.title);
  const limit = formatWithUnit(reason.limit, property.unit, property);
  return reason.kind === "below"
    ? words.shortBelow(property.title, limit)
    : words.shortAbove(property.title, limit);
}

export function intervalText(intervalS: number): string {
  return intervalS < 1
    ? `${Math.round(intervalS * 1_000)}\u2009ms`
    : formatDuration(intervalS * 1_000);
}

function featureTitle(card: Card, reason: HealthReason): string {
  return card.features[reason.feature]?.title ?? reason.feature;
}

function propertyFor(card: Card, feature: string, property: string): Property {
  return card.features[feature]?.properties[property] ?? undeclaredProperty(property);
}
