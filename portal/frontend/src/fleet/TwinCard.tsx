import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { lastReportedAt } from "../live/card";
import { useCardPart, useHealth } from "../live/hooks";
import { strings } from "../strings";
import { HealthMark } from "../ui/HealthMark";
import { Icon, twinIcon } from "../ui/icons";
import { CardAge } from "./CardAge";
import { CardNoData } from "./CardNoData";
import { CardValues } from "./CardValues";
import styles from "./TwinCard.module.css";

/** One twin at a glance. Its parts listen for themselves; this frame renders when health changes. */
export const TwinCard = memo(function TwinCard({ id }: { id: string }) {
  const { word } = useHealth(id);
  const silent = useCardPart(id, (card) => !card || lastReportedAt(card) === null);

  return (
    <li className={styles.card} data-testid="card" data-twin-id={id} data-health={word}>
      <CardHead id={id} />
      {silent ? (
        <CardNoData id={id} />
      ) : (
        <>
          <CardValues id={id} />
          <CardAge id={id} />
        </>
      )}
    </li>
  );
});

function CardHead({ id }: { id: string }) {
  const { word } = useHealth(id);
  const name = useCardPart(id, (card) => card?.name ?? id);
  const icon = useCardPart(id, (card) => card?.icon ?? "");
  const place = useCardPart(id, (card) =>
    card ? [card.tenant, ...card.domain].filter(Boolean).join(" · ") : "",
  );
  const deprecated = useCardPart(id, (card) => card?.status === "deprecated");

  return (
    <div className={styles.head}>
      <span className={styles.icon}>
        <Icon name={twinIcon(icon)} size={20} />
      </span>
      <div className={styles.titles}>
        <h2 className={styles.name} data-testid="card-name">
          <Link to="/twins/$id" params={{ id }} className={styles.link} title={name}>
            {name}
          </Link>
        </h2>
        <p className={styles.place} title={place}>
          {deprecated && <strong>{strings.fleet.deprecated} · </strong>}
          {place}
        </p>
      </div>
      <HealthMark word={word} />
    </div>
  );
}
