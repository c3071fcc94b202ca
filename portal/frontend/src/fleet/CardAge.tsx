import { formatAge, formatMoment } from "../format/age";
import { type Card, featureReportedAt, lastReportedAt } from "../live/card";
import { useCardPart, useEachSecond, useHealth } from "../live/hooks";
import { reasonShort } from "../live/reason-words";
import { strings } from "../strings";
import styles from "./TwinCard.module.css";

/** How old the card's main value is; counts on when nothing arrives any more. */
export function CardAge({ id }: { id: string }) {
  const at = useCardPart(id, reportedAt);
  const age = useEachSecond((now) => (at === null ? strings.fleet.never : formatAge(at, now)));

  return (
    <div className={styles.foot}>
      <span className={styles.age} data-testid="card-age">
        {age}
      </span>
      <Reason id={id} />
    </div>
  );
}

/** In a few words what makes this card not ok. */
function Reason({ id }: { id: string }) {
  const { word, reasons } = useHealth(id);
  const reason = useCardPart(id, (card) =>
    card && reasons[0] ? reasonShort(card, reasons[0]) : "",
  );
  const since = useSince(word === "stale" ? (reasons[0]?.since ?? null) : null);
  const text = since ? strings.fleet.lastKnown(since) : reason;
  return (
    <span className={styles.reason} title={text}>
      {text}
    </span>
  );
}

function useSince(at: number | null): string {
  return useEachSecond((now) => (at === null ? "" : formatMoment(at, now)));
}

function reportedAt(card: Card | undefined): number | null {
  const main = card?.headline[0];
  const feature = main && card?.features[main.feature];
  return (feature && featureReportedAt(feature)) ?? (card ? lastReportedAt(card) : null);
}
