import type { Json } from "../api/wire";
import { formatDuration, formatMoment } from "../format/age";
import { formatValue } from "../format/value";
import { useEachSecond, useLive } from "../live/hooks";
import { strings } from "../strings";
import { drawnPoints, type Span, spansOf, type Window } from "./history-data";
import styles from "./StateTimeline.module.css";
import type { Choice } from "./selection";
import { HISTORY_POINTS, type Tracks } from "./use-tracks";

const LISTED = 12;
const COLOURS = 6;

interface StateTimelineProps {
  choice: Choice;
  tracks: Tracks;
  window: () => Window;
}

/** The history of what is not a number: which value held from when to when. */
export function StateTimeline({ choice, tracks, window }: StateTimelineProps) {
  const { clock } = useLive();
  useEachSecond((now) => Math.floor(now / 1_000));
  const now = clock.now();
  const { from, to } = window();
  const [track] = tracks.read();
  const bucketMs = (to - from) / (HISTORY_POINTS / 2);
  const points = track ? drawnPoints(track, { from, to }, now, bucketMs) : [];
  const spans = spansOf(points, Math.min(now, to));
  if (tracks.isPending) return <div className={styles.place} aria-busy="true" />;
  if (spans.length === 0) return <p className={styles.note}>{strings.chart.empty}</p>;

  const colour = colourer(choice, spans);
  return (
    <div className={styles.place}>
      <div
        className={styles.band}
        role="img"
        aria-label={strings.chart.label(choice.property.title)}
      >
        {spans.map((span) => (
          <span
            key={span.from}
            className={styles.span}
            title={`${formatValue(span.value)}, ${formatMoment(span.from, now)}, ${formatDuration(span.to - span.from)}`}
            style={{ ...place(span, from, to), ["--tone" as string]: colour(span.value) }}
          >
            <span className={styles.word}>{formatValue(span.value)}</span>
          </span>
        ))}
      </div>
      <div className={styles.edges}>
        <span>{formatMoment(from, now)}</span>
        <span>{formatMoment(to, now)}</span>
      </div>
      <h3 className={styles.heading}>{strings.chart.changes}</h3>
      <ol>
        {spans
          .slice(-LISTED)
          .reverse()
          .map((span) => (
            <li key={span.from} className={styles.change}>
              <span className={styles.when}>{formatMoment(span.from, now)}</span>
              <span className={styles.what} style={{ ["--tone" as string]: colour(span.value) }}>
                {formatValue(span.value)}
              </span>
              <span className={styles.long}>{formatDuration(span.to - span.from)}</span>
            </li>
          ))}
      </ol>
    </div>
  );
}

function place(span: Span, from: number, to: number) {
  const share = (at: number) => ((Math.max(at, from) - from) / (to - from)) * 100;
  return { left: `${share(span.from)}%`, width: `${share(span.to) - share(span.from)}%` };
}

/** A value keeps its colour: by its place in the declared list, else by first appearance. */
function colourer(choice: Choice, spans: readonly Span[]): (value: Json) => string {
  const declared = choice.property.enum ?? [];
  const values = [...new Set([...declared, ...spans.map((span) => span.value)].map(keyOf))];
  return (value) => `var(--series-${(values.indexOf(keyOf(value)) % COLOURS) + 1})`;
}

function keyOf(value: Json): string {
  return JSON.stringify(value);
}
