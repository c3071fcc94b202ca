/** The command that sends a twin its first value, ready to paste into a shell; `broker` are the options that reach it. */
import type { Json } from "../api/wire";
import type { Card, Property } from "../live/card";

export function publishCommand(
  topic: string,
  payload: Record<string, Json>,
  broker: string,
): string {
  const message = JSON.stringify(payload);
  return `mosquitto_pub ${broker} -t ${quoted(topic)} -m ${quoted(message)}`;
}

export interface FirstMessage {
  topic: string;
  payload: Record<string, Json>;
}

/** The plainest topic of the twin, with a value that its declaration would welcome. */
export function firstMessage(card: Card): FirstMessage | null {
  const template = card.topics.find((topic) => !/[{+#]/.test(topic)) ?? card.topics[0];
  if (template === undefined) return null;
  const feature = featureOf(card, template);
  const topic = template.replaceAll(/\{[^}]*\}|[+#]/g, feature);
  const properties = Object.entries(card.features[feature]?.properties ?? {});
  const samples = properties.slice(0, 2).map(([name, property]) => [name, sampleOf(property)]);
  return { topic, payload: samples.length > 0 ? Object.fromEntries(samples) : { value: 1 } };
}

/** A topic usually ends in the name of its feature. */
function featureOf(card: Card, topic: string): string {
  const names = Object.keys(card.features);
  const segments = new Set(topic.split("/"));
  return names.find((name) => segments.has(name)) ?? names[0] ?? "state";
}

function sampleOf(property: Property): Json {
  if (property.enum?.length) return property.enum[0] ?? null;
  if (property.type === "boolean") return true;
  if (property.type === "string") return "hello";
  if (property.min !== null && property.max !== null) {
    return Number(((property.min + property.max) / 2).toPrecision(3));
  }
  return property.min ?? property.max ?? 1;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
