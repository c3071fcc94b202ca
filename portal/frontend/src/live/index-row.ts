/** What lists and filters need of a twin; it changes seldom, so lists re-render seldom. */
import type { Card } from "./card";
import type { HealthWord } from "./health";

export interface IndexRow {
  id: string;
  name: string;
  tenant: string;
  domain: readonly string[];
  order: number;
  health: HealthWord;
  /** Everything that the search box looks at, in lower case. */
  searchable: string;
}

export function indexRow(card: Card, health: HealthWord): IndexRow {
  const words = [card.name, card.id, card.tenant, card.description, ...card.domain];
  return {
    id: card.id,
    name: card.name,
    tenant: card.tenant,
    domain: card.domain,
    order: card.order,
    health,
    searchable: words.join("\n").toLowerCase(),
  };
}

export function byOrder(a: IndexRow, b: IndexRow): number {
  return a.order - b.order || (a.name < b.name ? -1 : a.name > b.name ? 1 : compareIds(a, b));
}

export function sameRow(a: IndexRow, b: IndexRow | undefined): boolean {
  return (
    b !== undefined &&
    a.id === b.id &&
    a.health === b.health &&
    a.order === b.order &&
    a.tenant === b.tenant &&
    a.searchable === b.searchable
  );
}

function compareIds(a: IndexRow, b: IndexRow): number {
  return a.id < b.id ? -1 : 1;
}
