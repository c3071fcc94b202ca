import { getRouteApi, Link } from "@tanstack/react-router";
import type { Card } from "../live/card";
import { useCardPart, useLive, useLoaded } from "../live/hooks";
import { MessagePage } from "../shell/MessagePage";
import { strings } from "../strings";
import { useTitle } from "../ui/title";
import { Facts } from "./Facts";
import { HistoryPanel } from "./HistoryPanel";
import { TwinHead } from "./TwinHead";
import styles from "./TwinPage.module.css";
import { useTwinDetail } from "./use-twin-detail";
import { ValuesPanel } from "./ValuesPanel";

const words = strings.twin;
const route = getRouteApi("/signed-in/twins/$id");

export function TwinPage() {
  const { id } = route.useParams();
  const { store } = useLive();
  const loaded = useLoaded();
  // Only the make-up of the card is followed here; values listen for themselves.
  const makeUp = useCardPart(id, makeUpOf);
  const card = store.getCard(id) ?? store.getDeleted(id);

  if (!loaded) return <Waiting id={id} />;
  if (!card) return <NoSuchTwin />;
  return <Page key={id} card={card} deleted={makeUp === null} />;
}

function Page({ card, deleted }: { card: Card; deleted: boolean }) {
  const { id } = card;
  const detail = useTwinDetail(id, deleted);
  useTitle(card.name);

  return (
    <>
      {deleted && (
        <div className={styles.deleted} role="alert">
          <strong>{words.deletedTitle}</strong>
          <p>{words.deletedHow}</p>
        </div>
      )}
      <TwinHead card={card} deleted={deleted} />
      <div className={styles.columns}>
        <HistoryPanel card={card} deleted={deleted} />
        <ValuesPanel card={card} detail={detail.data} />
        <Facts card={card} detail={detail.data} failed={detail.isError && !deleted} />
      </div>
    </>
  );
}

/** Everything of a card but its values and their times. */
function makeUpOf(card: Card | undefined): string | null {
  if (!card) return null;
  const { features, spark: _, revision: __, ...rest } = card;
  const declared = Object.values(features).map(({ properties, ...feature }) => [
    feature,
    Object.entries(properties).map(([name, { value: _v, at: _a, ...own }]) => [name, own]),
  ]);
  return JSON.stringify([rest, Object.keys(features), declared]);
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
