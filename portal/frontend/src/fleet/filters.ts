/** Which twins are shown: a pure function of the list and the address. */
import { HEALTH_WORDS, type HealthWord } from "../live/health";
import type { IndexRow } from "../live/index-row";
import { readList, readText } from "../search-params";

export interface FleetSearch {
  q?: string;
  tenant?: string[];
  domain?: string[];
  health?: HealthWord[];
}

export const FACETS = ["tenant", "domain", "health"] as const;
export type Facet = (typeof FACETS)[number];

export interface FacetOption {
  value: string;
  count: number;
  chosen: boolean;
}

export function readFleetSearch(raw: Record<string, unknown>): FleetSearch {
  const health = readList(raw.health).filter(isHealthWord);
  const [tenant, domain] = [readList(raw.tenant), readList(raw.domain)];
  const q = readText(raw.q);
  return {
    ...(q && { q }),
    ...(tenant.length > 0 && { tenant }),
    ...(domain.length > 0 && { domain }),
    ...(health.length > 0 && { health }),
  };
}

/** Every word must be found; within a facet any choice will do, across facets all must. */
export function filterRows(rows: readonly IndexRow[], search: FleetSearch): IndexRow[] {
  const words = wordsOf(search);
  return rows.filter(
    (row) => matchesWords(row, words) && FACETS.every((facet) => matches(row, facet, search)),
  );
}

/** What each chip would give, with the other facets as they are. */
export function facetOptions(
  rows: readonly IndexRow[],
  search: FleetSearch,
  facet: Facet,
): FacetOption[] {
  const others = FACETS.filter((other) => other !== facet);
  const words = wordsOf(search);
  const counts = new Map<string, number>(valuesIn(rows, search, facet).map((one) => [one, 0]));
  for (const row of rows) {
    if (!matchesWords(row, words) || !others.every((other) => matches(row, other, search)))
      continue;
    for (const value of valuesOf(row, facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const chosen = new Set<string>(search[facet] ?? []);
  return [...counts].map(([value, count]) => ({ value, count, chosen: chosen.has(value) }));
}

export function toggled(search: FleetSearch, facet: Facet, value: string): FleetSearch {
  const held: string[] = search[facet] ?? [];
  const next = held.includes(value) ? held.filter((one) => one !== value) : [...held, value];
  return readFleetSearch({ ...search, [facet]: next });
}

export function countChosen(search: FleetSearch): number {
  return FACETS.reduce((sum, facet) => sum + (search[facet]?.length ?? 0), 0);
}

function wordsOf(search: FleetSearch): string[] {
  return (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
}

function matchesWords(row: IndexRow, words: readonly string[]): boolean {
  return words.every((word) => row.searchable.includes(word));
}

function matches(row: IndexRow, facet: Facet, search: FleetSearch): boolean {
  const chosen: readonly string[] = search[facet] ?? [];
  return chosen.length === 0 || valuesOf(row, facet).some((value) => chosen.includes(value));
}

function valuesOf(row: IndexRow, facet: Facet): readonly string[] {
  if (facet === "domain") return row.domain;
  return [row[facet]];
}

/** All values that exist, and those chosen in the address even when no twin has them any more. */
function valuesIn(rows: readonly IndexRow[], search: FleetSearch, facet: Facet): string[] {
  const chosen: readonly string[] = search[facet] ?? [];
  const found = new Set([...rows.flatMap((row) => valuesOf(row, facet)), ...chosen]);
  if (facet === "health") return HEALTH_WORDS.filter((word) => found.has(word));
  return [...found].sort();
}

function isHealthWord(value: string): value is HealthWord {
  return (HEALTH_WORDS as readonly string[]).includes(value);
}
