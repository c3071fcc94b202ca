import type { ComponentState, WireComponent } from "../api/wire";
import { formatAge } from "../format/age";
import { useConnection, useEachSecond } from "../live/hooks";
import { strings } from "../strings";
import { StatusBadge } from "./StatusBadge";
import styles from "./StatusBadges.module.css";
import { useStatus } from "./use-status";

const words = strings.status;

/** Always there, so that the page does not jump when the first answer arrives. */
const EXPECTED = ["Backend", "Health", "DB", "Influx", "Cron", "Ingest", "History"];

export function StatusBadges() {
  const status = useStatus();
  const isOffline = useConnection().state === "offline";
  const components = status.data?.components ?? EXPECTED.map(unasked);
  // What was true before the connection broke says nothing about now.
  const isSilent = isOffline || status.isError;

  return (
    <ul className={styles.row} aria-label={words.heading}>
      {components.map((component) => (
        <StatusBadge
          key={component.name}
          name={component.name}
          {...(isSilent ? silent : shown(component))}
          {...(component.since ? { since: Date.parse(component.since) } : {})}
        />
      ))}
      <UpdatedBadge reported={status.data?.updated ?? null} />
    </ul>
  );
}

function UpdatedBadge({ reported }: { reported: string | null }) {
  const { lastValueAt } = useConnection();
  const at = Math.max(lastValueAt ?? 0, reported ? Date.parse(reported) : 0);
  const age = useEachSecond((now) => (at > 0 ? formatAge(at, now) : words.never));
  const detail = at > 0 ? words.updatedDetail(new Date(at).toLocaleString()) : words.updatedNever;
  return (
    <StatusBadge
      name={words.updated}
      icon="stale"
      tone={at > 0 ? "ok" : "unknown"}
      word={age}
      detail={detail}
    />
  );
}

const silent = {
  icon: "unknown",
  tone: "unknown",
  word: words.states.unknown,
  detail: words.unavailable,
} as const;

function shown({ state, detail }: WireComponent) {
  return { icon: state, tone: state, word: words.states[state], detail };
}

function unasked(name: string): WireComponent {
  return { name, state: "unknown" satisfies ComponentState, detail: strings.loading };
}
