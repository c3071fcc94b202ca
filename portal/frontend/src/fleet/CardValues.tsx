import type { PropertyRef } from "../api/wire";
import { formatValue, unitOf } from "../format/value";
import { type Card, propertyOf } from "../live/card";
import { featureIsStale, violationOf } from "../live/health";
import { useCardPart, useLive } from "../live/hooks";
import { strings } from "../strings";
import { Sparkline } from "./Sparkline";
import styles from "./TwinCard.module.css";

const SECONDARY = 3;
const NONE: readonly PropertyRef[] = [];

/** The big value, its recent trail, and up to three more. */
export function CardValues({ id }: { id: string }) {
  const headline = useCardPart(id, (card) => card?.headline ?? NONE);
  const [main, ...others] = headline;
  if (!main) return null;

  return (
    <>
      <div className={styles.main}>
        <CardValue id={id} at={main} big />
      </div>
      <Sparkline id={id} />
      <dl className={styles.others}>
        {others.slice(0, SECONDARY).map((ref) => (
          <CardValue key={`${ref.feature}.${ref.property}`} id={id} at={ref} />
        ))}
      </dl>
    </>
  );
}

interface CardValueProps {
  id: string;
  at: PropertyRef;
  big?: boolean;
}

function CardValue({ id, at, big = false }: CardValueProps) {
  const { clock } = useLive();
  const title = useCardPart(id, (card) => titleOf(card, at));
  const text = useCardPart(id, (card) => textOf(card, at));
  const unit = useCardPart(id, (card) => unitText(card, at));
  const state = useCardPart(id, (card) => stateOf(card, at, clock.now()));
  const [Frame, Term, Value] = big ? (["div", "p", "p"] as const) : (["div", "dt", "dd"] as const);

  return (
    <Frame className={big ? styles.bigValue : styles.value} data-state={state}>
      <Term className={styles.label} title={title}>
        {title}
        {big && state === "stale" && <span> · {strings.fleet.lastKnownShort}</span>}
      </Term>
      <Value className={styles.number} title={text} {...(big && { "data-testid": "card-value" })}>
        <span className={styles.digits}>{text}</span>
        {unit && <span className={styles.unit}>{unit}</span>}
      </Value>
    </Frame>
  );
}

function titleOf(card: Card | undefined, at: PropertyRef): string {
  return (card && propertyOf(card, at)?.title) ?? at.property;
}

function textOf(card: Card | undefined, at: PropertyRef): string {
  const property = card && propertyOf(card, at);
  return property ? formatValue(property.value, property) : formatValue(null);
}

function unitText(card: Card | undefined, at: PropertyRef): string {
  const property = card && propertyOf(card, at);
  return property ? unitOf(property.value, property.unit) : "";
}

function stateOf(card: Card | undefined, at: PropertyRef, now: number): "stale" | "warning" | "ok" {
  const feature = card?.features[at.feature];
  const property = feature?.properties[at.property];
  if (feature && featureIsStale(feature, now)) return "stale";
  return property && violationOf(property) ? "warning" : "ok";
}
