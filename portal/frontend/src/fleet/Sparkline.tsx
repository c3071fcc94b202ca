import { useEffect, useRef } from "react";
import { type Card, propertyOf } from "../live/card";
import { featureIsStale } from "../live/health";
import { useCardPart, useLive } from "../live/hooks";
import type { PortalLive } from "../live/portal-live";
import { sparkWindow } from "../live/spark";
import { strings } from "../strings";
import styles from "./Sparkline.module.css";
import { type SparkGeometry, sparkGeometry } from "./spark-geometry";
import { addSpark, markDirty } from "./spark-painter";

/** Without news the trail still moves to the left, a pixel every couple of seconds. */
const DRIFT_MS = 3_000;
const PAD = 4;

export function Sparkline({ id }: { id: string }) {
  const live = useLive();
  const canvas = useRef<HTMLCanvasElement>(null);
  const label = useCardPart(id, sparkLabel);

  useEffect(() => {
    const node = canvas.current;
    if (!node) return;
    const { store, clock } = live;
    const remove = addSpark({
      canvas: node,
      geometry: (width, height) => geometryOf(store.getCard(id), clock.now(), width, height),
      isStale: () => sparkIsStale(store.getCard(id), clock.now()),
    });
    const unsubscribe = whenSparkChanges(live, id, () => markDirty(node));
    const drift = setInterval(() => markDirty(node), DRIFT_MS);
    markDirty(node);
    return () => {
      clearInterval(drift);
      unsubscribe();
      remove();
    };
  }, [live, id]);

  return <canvas ref={canvas} className={styles.spark} role="img" aria-label={label} />;
}

function whenSparkChanges({ store }: PortalLive, id: string, listener: () => void): () => void {
  let held = store.getCard(id)?.spark;
  return store.subscribeCard(id, () => {
    const next = store.getCard(id)?.spark;
    if (next !== held) listener();
    held = next;
  });
}

function geometryOf(
  card: Card | undefined,
  now: number,
  width: number,
  height: number,
): SparkGeometry {
  const property = card?.spark && propertyOf(card, card.spark);
  const [min, max] = [property?.min ?? null, property?.max ?? null];
  const range = min !== null && max !== null ? max - min : Math.abs(Number(property?.value) || 1);
  const points = card?.spark?.points ?? [];
  return sparkGeometry(points, {
    now,
    width,
    height,
    windowMs: sparkWindow(points, now),
    pad: PAD,
    smallestSpan: range * 0.04,
  });
}

function sparkIsStale(card: Card | undefined, now: number): boolean {
  const feature = card?.spark ? card.features[card.spark.feature] : undefined;
  return feature ? featureIsStale(feature, now) : false;
}

function sparkLabel(card: Card | undefined): string {
  const property = card?.spark && propertyOf(card, card.spark);
  return strings.fleet.sparkline(property?.title ?? "");
}
