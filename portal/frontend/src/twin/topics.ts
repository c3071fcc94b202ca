import type { WireTwin } from "../api/wire";
import type { Card } from "../live/card";

/** Every topic of a twin once: those of its card, and those its declaration names besides. */
export function topicsOf(card: Card, detail: WireTwin | undefined): string[] {
  const declared = (detail?.interfaces?.data_streams ?? []).map((stream) =>
    typeof stream === "string" ? stream : (stream.topic ?? ""),
  );
  return [...new Set([...card.topics, ...declared])].filter(Boolean);
}
