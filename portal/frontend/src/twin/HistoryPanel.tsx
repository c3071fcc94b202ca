import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useRef } from "react";
import type { Card } from "../live/card";
import { useLive } from "../live/hooks";
import { strings } from "../strings";
import { Icon } from "../ui/icons";
import { Panel } from "../ui/Panel";
import styles from "./HistoryPanel.module.css";
import type { Window } from "./history-data";
import { RangePicker } from "./RangePicker";
import { StateTimeline } from "./StateTimeline";
import { DEFAULT_RANGE, rangeMs, type TwinSearch } from "./search";
import { type Choice, chosenOf, isNumeric } from "./selection";
import { useTracks } from "./use-tracks";

const words = strings.chart;
const route = getRouteApi("/signed-in/twins/$id");
const NumberChart = lazy(async () => ({ default: (await import("./NumberChart")).NumberChart }));

interface HistoryPanelProps {
  card: Card;
  deleted: boolean;
}

export function HistoryPanel({ card, deleted }: HistoryPanelProps) {
  const search = route.useSearch();
  const chosen = chosenOf(card, search.show);
  const held = useWindow(search);

  return (
    <Panel
      title={words.title}
      area="history"
      tools={
        <div className={styles.tools}>
          <RangePicker search={search} onPick={held.pick} />
          <LiveToggle still={held.still} disabled={deleted} onToggle={held.toggle} />
        </div>
      }
    >
      <div className={styles.body} data-testid="history-chart">
        {chosen.length === 0 ? (
          <p className={styles.note}>{words.nothingChosen}</p>
        ) : (
          <Chart card={card} chosen={chosen} search={search} held={held} />
        )}
      </div>
    </Panel>
  );
}

interface ChartProps {
  card: Card;
  chosen: Choice[];
  search: TwinSearch;
  held: HeldWindow;
}

function Chart({ card, chosen, search, held }: ChartProps) {
  const tracks = useTracks(card.id, chosen, search);
  const [first] = chosen;
  if (tracks.isError) {
    return (
      <div className={styles.note} role="alert">
        <p>{words.failed}</p>
        <Button variant="default" h={44} onClick={tracks.retry}>
          {words.retry}
        </Button>
      </div>
    );
  }
  if (first && !isNumeric(first.property)) {
    return <StateTimeline choice={first} tracks={tracks} window={held.now} />;
  }
  return (
    <Suspense fallback={<div className={styles.place} />}>
      <NumberChart
        key={chosen.map((one) => one.key).join(" ")}
        chosen={chosen}
        tracks={tracks}
        window={held.now}
        still={held.still}
        onZoom={held.zoom}
        onBack={held.back}
      />
      <p className={styles.hint}>{words.hint}</p>
    </Suspense>
  );
}

interface LiveToggleProps {
  still: boolean;
  disabled: boolean;
  onToggle: () => void;
}

function LiveToggle({ still, disabled, onToggle }: LiveToggleProps) {
  return (
    <button
      type="button"
      className={styles.toggle}
      aria-pressed={!still}
      disabled={disabled}
      title={still ? words.resume : words.pause}
      onClick={onToggle}
    >
      <Icon name={still ? "play" : "pause"} size={14} />
      {still ? words.paused : words.live}
    </button>
  );
}

interface HeldWindow {
  still: boolean;
  /** The window at this very moment; without a fixed one it moves with the clock. */
  now: () => Window;
  pick: (range: TwinSearch["range"]) => void;
  toggle: () => void;
  zoom: (window: Window) => void;
  back: () => void;
}

/** The time window, kept in the address: a fixed one is a link to what was seen. */
function useWindow(search: TwinSearch): HeldWindow {
  const { clock } = useLive();
  const navigate = route.useNavigate();
  const zoomedFrom = useRef<TwinSearch[]>([]);
  const { from, to, range = DEFAULT_RANGE } = search;
  const still = from !== undefined && to !== undefined;

  function now(): Window {
    if (still) return { from, to };
    const end = clock.now();
    return { from: end - rangeMs(range), to: end };
  }

  function go(next: TwinSearch): void {
    void navigate({ search: next, replace: true, resetScroll: false });
  }

  function follow(picked: TwinSearch["range"]): void {
    const { from: _, to: __, ...rest } = search;
    zoomedFrom.current = [];
    go({ ...rest, ...(picked && { range: picked }) });
  }

  function hold(window: Window): void {
    go({ ...search, from: Math.round(window.from), to: Math.round(window.to) });
  }

  return {
    still,
    now,
    pick: follow,
    toggle: () => (still ? follow(range) : hold(now())),
    zoom: (window) => {
      zoomedFrom.current.push(search);
      hold(window);
    },
    back: () => {
      const previous = zoomedFrom.current.pop();
      if (previous) go({ ...search, from: previous.from, to: previous.to } as TwinSearch);
      else if (still) follow(range);
    },
  };
}
