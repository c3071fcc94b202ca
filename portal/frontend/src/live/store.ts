/**
 * The fleet outside React: cards, their health and the state of the connection.
 *
 * Listeners are told at most once per animation frame, and only those whose twin changed; a page of
 * fifty moving cards would otherwise render without pause.
 */
import type { Card } from "./card";
import { type Health, healthOf, reasonPath } from "./health";
import { byOrder, type IndexRow, indexRow, sameRow } from "./index-row";
import type { Cards } from "./reduce";

export type ConnectionState = "connecting" | "live" | "catching-up" | "offline";

export interface Connection {
  state: ConnectionState;
  lagMs: number | null;
  /** Server time of the last event that was more than a beat. */
  lastEventAt: number | null;
  /** Server time at which a value last arrived. */
  lastValueAt: number | null;
  /** Local time of the next attempt while offline. */
  retryAt: number | null;
  forbidden: boolean;
  /** What was missed and has since been made good; id changes with every notice. */
  recovered: { id: number; missed: number } | null;
}

const UNKNOWN: Health = { word: "unknown", reasons: [] };

type Listener = () => void;

export class FleetStore {
  private cards = new Map<string, Card>();
  private healths = new Map<string, Health>();
  private deleted = new Map<string, Card>();
  private rows: readonly IndexRow[] = [];
  private loaded = false;
  private readonly dirty = new Set<string>();
  private connection: Connection = {
    state: "connecting",
    lagMs: null,
    lastEventAt: null,
    lastValueAt: null,
    retryAt: null,
    forbidden: false,
    recovered: null,
  };
  private connectionDirty = false;
  private indexDirty = false;
  private frame = 0;
  private readonly cardListeners = new Map<string, Set<Listener>>();
  private readonly indexListeners = new Set<Listener>();
  private readonly connectionListeners = new Set<Listener>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  getCards(): Cards {
    return this.cards;
  }

  getCard(id: string): Card | undefined {
    return this.cards.get(id);
  }

  /** The last picture of a twin that was deleted while this page was open. */
  getDeleted(id: string): Card | undefined {
    return this.deleted.get(id);
  }

  getHealth(id: string): Health {
    return this.healths.get(id) ?? UNKNOWN;
  }

  getIndex(): readonly IndexRow[] {
    return this.rows;
  }

  isLoaded(): boolean {
    return this.loaded;
  }

  getConnection(): Connection {
    return this.connection;
  }

  replaceAll(cards: Cards): void {
    for (const [id, card] of this.cards) if (!cards.has(id)) this.deleted.set(id, card);
    for (const id of this.cards.keys()) this.dirty.add(id);
    this.cards = new Map();
    this.loaded = true;
    this.indexDirty = true;
    this.put([...cards.values()]);
    this.refreshHealth();
  }

  put(cards: readonly Card[]): void {
    for (const card of cards) {
      this.cards.set(card.id, card);
      this.deleted.delete(card.id);
      this.dirty.add(card.id);
      this.updateHealth(card);
    }
    this.schedule();
  }

  remove(id: string): void {
    const card = this.cards.get(id);
    if (!card) return;
    this.deleted.set(id, card);
    this.cards.delete(id);
    this.dirty.add(id);
    this.schedule();
  }

  /** Forgets everything, for the next person who signs in. */
  clear(): void {
    this.cards = new Map();
    this.deleted.clear();
    this.healths.clear();
    this.rows = [];
    this.loaded = false;
    this.indexDirty = true;
    this.schedule();
  }

  setConnection(patch: Partial<Connection>): void {
    this.connection = { ...this.connection, ...patch };
    this.connectionDirty = true;
    this.schedule();
  }

  /** Health depends on the clock too: called once a second. */
  refreshHealth(): void {
    for (const card of this.cards.values()) {
      if (this.updateHealth(card)) this.dirty.add(card.id);
    }
    this.schedule();
  }

  subscribeCard(id: string, listener: Listener): () => void {
    const listeners = this.cardListeners.get(id) ?? new Set();
    listeners.add(listener);
    this.cardListeners.set(id, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.cardListeners.delete(id);
    };
  }

  subscribeIndex(listener: Listener): () => void {
    this.indexListeners.add(listener);
    return () => this.indexListeners.delete(listener);
  }

  subscribeConnection(listener: Listener): () => void {
    this.connectionListeners.add(listener);
    return () => this.connectionListeners.delete(listener);
  }

  /** Tells the listeners now; the frame calls it, and tests do. */
  flush(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const ids = [...this.dirty];
    this.dirty.clear();
    this.rebuildIndex();
    for (const id of ids) notify(this.cardListeners.get(id));
    if (this.indexDirty) notify(this.indexListeners);
    if (this.connectionDirty) notify(this.connectionListeners);
    this.indexDirty = false;
    this.connectionDirty = false;
  }

  private schedule(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.flush());
  }

  private updateHealth(card: Card): boolean {
    const next = healthOf(card, this.now());
    const held = this.healths.get(card.id);
    if (held && sameHealth(held, next)) return false;
    this.healths.set(card.id, next);
    return true;
  }

  private rebuildIndex(): void {
    const rows = [...this.cards.values()]
      .map((card) => indexRow(card, this.getHealth(card.id).word))
      .sort(byOrder);
    const unchanged =
      rows.length === this.rows.length && rows.every((row, at) => sameRow(row, this.rows[at]));
    if (unchanged) return;
    this.rows = rows;
    this.indexDirty = true;
  }
}

function notify(listeners: ReadonlySet<Listener> | undefined): void {
  for (const listener of [...(listeners ?? [])]) listener();
}

function sameHealth(a: Health, b: Health): boolean {
  return (
    a.word === b.word &&
    a.reasons.length === b.reasons.length &&
    a.reasons.every((reason, at) => {
      const other = b.reasons[at];
      return other?.kind === reason.kind && reasonPath(other) === reasonPath(reason);
    })
  );
}
