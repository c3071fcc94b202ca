import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Card } from "../live/card";
import { useCardPart, useLive, useLoaded } from "../live/hooks";
import { MessagePage } from "../shell/MessagePage";
import { strings } from "../strings";
import { useTitle } from "../ui/title";
import { Facts } from "./Facts";
import { HistoryPanel } from "./HistoryPanel";
import styles from "./TwinPage.module.css";
import { TwinHead } from "./TwinHead";
import { useTwinDetail } from "./use-twin-detail";
import { ValuesPanel } from "./ValuesPanel";

const words = strings.twin;
const route = getRouteApi("/signed-in/twins/$id");

export function TwinPage() {
  const { id } = route.useParams();
  const { store } = useLive();
  const loaded = useLoaded();
  // Only the make-up of the card is followed here; values listen for themselves.
  const exists = useCardPart(id, (card) => card !== undefined);
  const read = useCallback(() => store.getCard(id) ?? store.getDeleted(id), [store, id]);

  if (!loaded) return <Waiting id={id} />;
  const card = read();
  if (!card) return <NoSuchTwin />;
  return <Page key={id} id={id} card={card} deleted={!exists} />;
}

function Page({ id, card, deleted }: { id: string; card: Card; deleted: boolean }) {
  const name = useCardPart(id, (live) => live?.name ?? card.name);
  const detail = useTwinDetail(id, deleted);
  // New features and properties change the set of rows; their values do not.
  useCardPart(id, (live) => (live ? shapeOf(live) : ""));
  useTitle(name);

  return (
    <>
      {deleted && (
        <div className={styles.deleted} role="alert">
          <strong>{words.deletedTitle}</strong>
          <p>{words.deletedHow}</p>
        </div>
      )}
      <TwinHead id={id} last={card} />
      <div className={styles.columns}>
        <HistoryPanel id={id} card={card} deleted={deleted} />
        <ValuesPanel id={id} card={card} detail={detail.data} />
        <Facts card={card} detail={detail.data} failed={detail.isError && !deleted} />
      </div>
    </>
  );
}

function shapeOf(card: Card): string {
  return Object.entries(card.features)
    .map(([name, feature]) => `${name}:${Object.keys(feature.properties).join(",")}`)
    .join(";");
}

function Waiting({ id }: { id: string }) {
  useTitle(id);
  return <h1 className={styles.waiting}>{id}</h1>;
}

function NoSuchTwin() {
  return (
    <MessagePage title={words.notFound} text={words.notFoundHow}>
      <Link to="/">{strings.errors.toFleet}</Link>
    </MessagePage>
  );
}
