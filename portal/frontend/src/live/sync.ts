/**
 * Keeps the store equal to the server: the one start-up path.
 *
 * Wait for hello, fetch the snapshot, apply what came in between by revision. A reconnect, a reset or
 * anything that cannot be understood takes the same path again; there is no second way to repair.
 */
import type { WireBeat, WireHello, WireLive, WireSnapshot, WireTwinChange } from "../api/wire";
import { readCard } from "./card";
import type { ServerClock } from "./clock";
import { mergeRefetched, missedBetween, reduceChanges } from "./reduce";
import { Refetch } from "./refetch";
import type { FleetStore } from "./store";
import { retryDelay, type StreamEvent, type StreamState } from "./stream";

export interface SyncDeps {
  store: FleetStore;
  clock: ServerClock;
  fetchCards: (ids?: readonly string[]) => Promise<WireSnapshot>;
  /** Called when hello was understood. */
  onHello: (beatSeconds: number) => void;
  /** Called when the connection talks nonsense and must be opened anew. */
  onDoubt: () => void;
  onSignedOut: () => void;
  /** The declaration of a twin may have changed. */
  onTwinChanged: (id: string) => void;
  isSignedOut: (error: unknown) => boolean;
}

type Phase = "waiting" | "syncing" | "current";

const LAGGING_MS = 5_000;
const LAG_SHOWN_EVERY_MS = 1_000;

export class Sync {
  private readonly deps: SyncDeps;
  private readonly refetch: Refetch;
  private phase: Phase = "waiting";
  private everCurrent = false;
  private generation = 0;
  private buffer: StreamEvent[] = [];
  private missed = 0;
  private notices = 0;
  private lagMs: number | null = null;
  private lastEventAt: number | null = null;
  private lastValueAt: number | null = null;
  private shownAt = 0;

  constructor(deps: SyncDeps) {
    this.deps = deps;
    this.refetch = new Refetch({
      fetchCards: deps.fetchCards,
      onCards: (ids, cards, changes) => this.takeRefetched(ids, cards, changes),
      onFailed: (error) => {
        if (deps.isSignedOut(error)) deps.onSignedOut();
      },
    });
  }

  handleState(state: StreamState): void {
    if (state.kind === "open") return;
    this.leave();
    if (state.kind === "waiting") this.show({ state: "offline", retryAt: state.retryAt });
    else if (state.kind === "connecting") {
      this.show({ state: this.everCurrent ? "offline" : "connecting", retryAt: null });
    } else {
      this.show({ state: "offline", retryAt: null, forbidden: state.reason === "forbidden" });
      if (state.reason === "signed-out") this.deps.onSignedOut();
    }
  }

  handleEvent(event: StreamEvent): void {
    try {
      this.dispatch(event);
    } catch {
      this.deps.onDoubt();
    }
  }

  private dispatch(event: StreamEvent): void {
    if (event.event === "hello") return this.onHello(JSON.parse(event.data) as WireHello);
    if (event.event === "beat") return this.onBeat(JSON.parse(event.data) as WireBeat);
    this.lastEventAt = this.deps.clock.now();
    if (event.event === "live") this.lastValueAt = this.lastEventAt;
    if (event.event === "reset") return this.begin();
    if (this.phase === "current") this.apply(event);
    else if (this.phase === "syncing") this.buffer.push(event);
  }

  private onHello(hello: WireHello): void {
    this.deps.clock.observe(hello.now);
    this.deps.onHello(hello.beat_s);
    this.begin();
  }

  private onBeat(beat: WireBeat): void {
    this.deps.clock.observe(beat.now);
    this.measure(beat.lag_ms);
  }

  private begin(): void {
    this.leave();
    this.phase = "syncing";
    this.show({ state: this.everCurrent ? "catching-up" : "connecting", retryAt: null });
    void this.loadSnapshot(this.generation, 0);
  }

  private leave(): void {
    this.phase = "waiting";
    this.generation += 1;
    this.buffer = [];
    this.missed = 0;
    this.refetch.cancelAll();
  }

  private async loadSnapshot(generation: number, attempt: number): Promise<void> {
    try {
      const snapshot = await this.deps.fetchCards();
      if (generation === this.generation) this.takeSnapshot(snapshot);
    } catch (error) {
      if (generation !== this.generation) return;
      if (this.deps.isSignedOut(error)) return this.deps.onSignedOut();
      const again = () => void this.loadSnapshot(generation, attempt + 1);
      setTimeout(again, retryDelay(attempt, Math.random()));
    }
  }

  private takeSnapshot(snapshot: WireSnapshot): void {
    const { store, clock } = this.deps;
    clock.observe(snapshot.now);
    const cards = new Map(snapshot.cards.map((wire) => [wire.id, readCard(wire)]));
    if (this.everCurrent) this.missed = missedBetween(store.getCards(), cards);
    store.replaceAll(cards);
    this.phase = "current";
    this.everCurrent = true;
    const buffered = this.buffer;
    this.buffer = [];
    for (const event of buffered) this.applyBuffered(event);
    this.becomeCurrent();
  }

  /** A deletion seen while the snapshot was under way may be older than it: ask, do not assume. */
  private applyBuffered(event: StreamEvent): void {
    if (event.event === "twin.delete") this.refetch.add(idOf(event));
    else this.apply(event);
  }

  private apply(event: StreamEvent): void {
    if (event.event === "live") this.applyLive(JSON.parse(event.data) as WireLive);
    else if (event.event === "twin.update") {
      const id = idOf(event);
      this.refetch.add(id);
      this.deps.onTwinChanged(id);
    } else if (event.event === "twin.delete") {
      const id = idOf(event);
      this.refetch.cancel(id);
      this.deps.store.remove(id);
      this.deps.onTwinChanged(id);
    }
  }

  private applyLive(live: WireLive): void {
    this.deps.clock.observe(live.now);
    this.refetch.remember(live.twins);
    const { changed, refetch } = reduceChanges(this.deps.store.getCards(), live.twins);
    this.deps.store.put(changed);
    for (const [id, missed] of refetch) {
      // The distance is counted once; until the card arrives every change reports the same gap.
      if (!this.refetch.isPending(id)) this.missed += missed;
      this.refetch.add(id);
    }
    if (refetch.size > 0) this.show({ state: "catching-up" });
    this.measure(live.lag_ms);
  }

  private takeRefetched(
    ids: readonly string[],
    wire: WireSnapshot,
    changes: WireTwinChange[],
  ): void {
    const { store, clock } = this.deps;
    clock.observe(wire.now);
    const cards = wire.cards.map(readCard);
    const present = new Set(cards.map((card) => card.id));
    for (const id of ids) if (!present.has(id)) store.remove(id);
    store.put(cards.map((card) => mergeRefetched(store.getCard(card.id), card)));
    const again = reduceChanges(store.getCards(), changes);
    store.put(again.changed);
    for (const id of again.refetch.keys()) if (present.has(id)) this.refetch.add(id);
    this.becomeCurrent();
  }

  private becomeCurrent(): void {
    if (this.phase !== "current" || this.refetch.hasPending()) return;
    this.show({ state: this.isLagging() ? "catching-up" : "live" });
    if (this.missed === 0) return;
    this.notices += 1;
    this.show({ recovered: { id: this.notices, missed: this.missed } });
    this.missed = 0;
  }

  private measure(lagMs: number | null): void {
    this.lagMs = lagMs;
    const now = this.deps.clock.now();
    if (now - this.shownAt < LAG_SHOWN_EVERY_MS) return;
    this.shownAt = now;
    this.show({});
    this.becomeCurrent();
  }

  private isLagging(): boolean {
    return this.lagMs !== null && this.lagMs >= LAGGING_MS;
  }

  private show(patch: Parameters<FleetStore["setConnection"]>[0]): void {
    const { lagMs, lastEventAt, lastValueAt } = this;
    this.deps.store.setConnection({ lagMs, lastEventAt, lastValueAt, ...patch });
  }
}

function idOf(event: StreamEvent): string {
  return (JSON.parse(event.data) as { id: string }).id;
}
