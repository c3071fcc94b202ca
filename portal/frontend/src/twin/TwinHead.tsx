import { Link } from "@tanstack/react-router";
import type { Card } from "../live/card";
import type { HealthReason } from "../live/health";
import { useCardPart, useEachSecond, useHealth } from "../live/hooks";
import { reasonSentence } from "../live/reason-words";
import { strings } from "../strings";
import { HealthMark } from "../ui/HealthMark";
import { Icon, twinIcon } from "../ui/icons";
import styles from "./TwinHead.module.css";

const words = strings.twin;

/** Who the twin is, how it is, and why. */
export function TwinHead({ card, deleted }: { card: Card; deleted: boolean }) {
  const { id, name, icon, description, uiUrl } = card;
  const { word } = useHealth(id);

  return (
    <header className={styles.head}>
      <Link to="/" className={styles.back}>
        <Icon name="back" />
        {words.back}
      </Link>
      <div className={styles.title}>
        <span className={styles.icon}>
          <Icon name={twinIcon(icon)} size={24} />
        </span>
        <div className={styles.names}>
          <h1>{name}</h1>
          {description && <p className={styles.description}>{description}</p>}
        </div>
        {!deleted && (
          <span className={styles.health} data-testid="twin-health" data-health={word}>
            <HealthMark word={word} size={16} />
          </span>
        )}
      </div>
      {!deleted && <Why id={id} last={card} />}
      {uiUrl && (
        <a className={styles.ui} href={uiUrl} target="_blank" rel="noreferrer">
          {words.openUi}
          <Icon name="external" />
        </a>
      )}
    </header>
  );
}

function Why({ id, last }: { id: string; last: Card }) {
  const { word, reasons } = useHealth(id);
  if (word === "ok") return null;
  if (word === "unknown") return <p className={styles.why}>{strings.health.explained.unknown}</p>;
  return (
    <ul className={styles.why} data-health={word} aria-label={words.why}>
      {reasons.map((reason) => (
        <Reason key={JSON.stringify({ ...reason, since: 0 })} id={id} last={last} reason={reason} />
      ))}
    </ul>
  );
}

function Reason({ id, last, reason }: { id: string; last: Card; reason: HealthReason }) {
  const card = useCardPart(id, (live) => live ?? last);
  const text = useEachSecond((now) => reasonSentence(card, reason, now));
  return <li>{text}</li>;
}
