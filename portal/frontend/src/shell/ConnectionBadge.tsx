import { useEffect, useState } from "react";
import { formatAge, formatDuration, formatLag } from "../format/age";
import { useConnection, useEachSecond } from "../live/hooks";
import type { Connection } from "../live/store";
import { strings } from "../strings";
import { Icon } from "../ui/icons";
import { Popup } from "../ui/Popup";
import popover from "../ui/Popup.module.css";
import styles from "./ConnectionBadge.module.css";

const words = strings.connection;

/** Says the truth about the live connection: its state, how late values are, what was made good. */
export function ConnectionBadge() {
  const connection = useConnection();
  const recovered = useRecovered(connection);
  const state = words.states[connection.state];

  return (
    <>
      <Popup
        width={300}
        className={styles.badge ?? ""}
        data={{ "data-testid": "connection-badge", "data-state": connection.state }}
        button={
          <>
            <Icon name={connection.state} size={15} />
            <span className={styles.state}>{state}</span>
            <span className={styles.figures}>
              {recovered ? words.recovered(recovered) : <Figures connection={connection} />}
            </span>
          </>
        }
      >
        <p className={popover.strong}>{state}</p>
        <p>{connection.forbidden ? words.forbidden : words.explained[connection.state]}</p>
        <Details connection={connection} />
      </Popup>
      <span role="status" className="visually-hidden">
        {words.label(state)}. {recovered ? words.recovered(recovered) : ""}
      </span>
    </>
  );
}

function Figures({ connection }: { connection: Connection }) {
  const text = useEachSecond((now) => figures(connection, now));
  return text;
}

function figures(connection: Connection, now: number): string {
  if (connection.state === "connecting") return "";
  if (connection.state === "offline") return retryText(connection.retryAt);
  const parts: string[] = [];
  if (connection.lagMs !== null) parts.push(words.lag(formatLag(connection.lagMs)));
  if (connection.lastEventAt !== null) {
    parts.push(words.lastEvent(formatAge(connection.lastEventAt, now)));
  }
  return parts.join(" · ");
}

function retryText(retryAt: number | null): string {
  const left = retryAt === null ? 0 : retryAt - Date.now();
  return left <= 0 ? words.reconnecting : words.retryIn(formatDuration(left + 999));
}

function Details({ connection }: { connection: Connection }) {
  const last = useEachSecond((now) =>
    connection.lastEventAt === null ? words.none : formatAge(connection.lastEventAt, now),
  );
  const next = useEachSecond(() => retryText(connection.retryAt));
  return (
    <dl className={popover.terms}>
      <dt>{words.lagTerm}</dt>
      <dd>{connection.lagMs === null ? words.none : formatLag(connection.lagMs)}</dd>
      <dt>{words.lastEventTerm}</dt>
      <dd>{last}</dd>
      {connection.state === "offline" && (
        <>
          <dt>{words.nextTryTerm}</dt>
          <dd>{next}</dd>
        </>
      )}
    </dl>
  );
}

const RECOVERED_SHOWN_MS = 8_000;

/** How many changes were just made good, for as long as it takes to read it. */
function useRecovered(connection: Connection): number | null {
  const { recovered } = connection;
  const [seen, setSeen] = useState(0);
  const id = recovered?.id ?? 0;

  useEffect(() => {
    const timer = setTimeout(() => setSeen(id), RECOVERED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id]);

  return recovered && recovered.id !== seen ? recovered.missed : null;
}
