/** Which values share a chart: numbers of one unit together, anything else alone. */
import type { Card, Feature, Property } from "../live/card";

export interface Choice {
  /** feature.property, as it stands in the address. */
  key: string;
  featureName: string;
  propertyName: string;
  feature: Feature;
  property: Property;
}

export const MOST_SERIES = 6;

export function choicesOf(card: Card): Choice[] {
  return Object.entries(card.features).flatMap(([featureName, feature]) =>
    Object.entries(feature.properties).map(([propertyName, property]) => ({
      key: `${featureName}.${propertyName}`,
      featureName,
      propertyName,
      feature,
      property,
    })),
  );
}

export function isNumeric(property: Property): boolean {
  if (property.type === null) return typeof property.value === "number";
  return property.type === "number" || property.type === "integer";
}

/** The choices in the address that exist and fit together; else the card's main value. */
export function chosenOf(card: Card, wanted: readonly string[] | undefined): Choice[] {
  const all = choicesOf(card);
  const named = (wanted ?? []).flatMap((key) => all.find((one) => one.key === key) ?? []);
  const [first] = named;
  if (first) return named.filter((one) => family(one) === family(first)).slice(0, MOST_SERIES);
  const main = card.headline[0];
  const fallback = all.find(
    (one) => one.featureName === main?.feature && one.propertyName === main.property,
  );
  return [fallback ?? all[0]].filter((one) => one !== undefined);
}

/** After a click on a value: added or removed within its family, else a chart of its own. */
export function toggledChoice(chosen: readonly Choice[], clicked: Choice): string[] {
  const keys = chosen.map((one) => one.key);
  if (keys.includes(clicked.key)) {
    return keys.length > 1 ? keys.filter((key) => key !== clicked.key) : keys;
  }
  const [first] = chosen;
  const joins = first !== undefined && family(first) === family(clicked);
  return joins ? [...keys, clicked.key].slice(-MOST_SERIES) : [clicked.key];
}

function family(choice: Choice): string {
  return isNumeric(choice.property) ? `number ${choice.property.unit ?? ""}` : choice.key;
}
