/** Cards to be asked for again: gathered for a moment, fetched together, changes kept meanwhile. */
import type { WireSnapshot, WireTwinChange } from "../api/wire";

export interface RefetchDeps {
  fetchCards: (ids: readonly string[]) => Promise<WireSnapshot>;
  /** The answer, and the changes that arrived for these twins since they were asked for. */
  onCards: (ids: readonly string[], answer: WireSnapshot, changes: WireTwinChange[]) => void;
  onFailed: (error: unknown) => void;
}

const GATHER_MS = 250;
const RETRY_MS = 2_000;
/** Keeps the address of one request well below what proxies accept. */
const BATCH = 50;

export class Refetch {
  private readonly deps: RefetchDeps;
  private readonly wanted = new Set<string>();
  private readonly asked = new Map<string, WireTwinChange[]>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private generation = 0;

  constructor(deps: RefetchDeps) {
    this.deps = deps;
  }

  add(id: string): void {
    this.wanted.add(id);
    this.schedule(GATHER_MS);
  }

  cancel(id: string): void {
    this.wanted.delete(id);
    this.asked.delete(id);
  }

  cancelAll(): void {
    this.generation += 1;
    this.wanted.clear();
    this.asked.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  isPending(id: string): boolean {
    return this.wanted.has(id) || this.asked.has(id);
  }

  hasPending(): boolean {
    return this.wanted.size > 0 || this.asked.size > 0;
  }

  remember(changes: readonly WireTwinChange[]): void {
    for (const change of changes) this.asked.get(change.id)?.push(change);
  }

  private schedule(delay: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.run(this.generation);
    }, delay);
  }

  private async run(generation: number): Promise<void> {
    // A twin that is being asked for already waits its turn: the running answer may be too old.
    const ids = [...this.wanted].filter((id) => !this.asked.has(id)).slice(0, BATCH);
    if (ids.length === 0) return;
    for (const id of ids) {
      this.wanted.delete(id);
      this.asked.set(id, []);
    }
    try {
      const answer = await this.deps.fetchCards(ids);
      if (generation === this.generation) this.take(ids, answer);
    } catch (error) {
      if (generation === this.generation) this.fail(ids, error);
    }
  }

  private take(ids: readonly string[], answer: WireSnapshot): void {
    // Those cancelled meanwhile were deleted, and must not come back.
    const still = ids.filter((id) => this.asked.has(id));
    const changes = still.flatMap((id) => this.asked.get(id) ?? []);
    for (const id of still) this.asked.delete(id);
    const kept = new Set(still);
    const cards = answer.cards.filter((card) => kept.has(card.id));
    if (this.wanted.size > 0) this.schedule(GATHER_MS);
    this.deps.onCards(still, { ...answer, cards }, changes);
  }

  private fail(ids: readonly string[], error: unknown): void {
    for (const id of ids) {
      if (this.asked.delete(id)) this.wanted.add(id);
    }
    this.schedule(RETRY_MS);
    this.deps.onFailed(error);
  }
}
