import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { HealthWord } from "../live/health";
import type { IndexRow } from "../live/index-row";
import { strings } from "../strings";
import { Icon } from "../ui/icons";
import styles from "./FilterBar.module.css";
import { countChosen, FACETS, type Facet, facetOptions, toggled } from "./filters";
import { SearchBox } from "./SearchBox";

const words = strings.fleet;
const route = getRouteApi("/signed-in/");

/** Search and chips; what is chosen lives in the address, so every view can be sent to a colleague. */
export function FilterBar({ rows }: { rows: readonly IndexRow[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState(false);
  const chosen = countChosen(search);

  return (
    <div className={styles.bar}>
      <div className={styles.first}>
        <SearchBox />
        <button
          type="button"
          className={styles.disclose}
          aria-expanded={open}
          aria-controls="filters"
          onClick={() => setOpen(!open)}
        >
          <Icon name="filter" />
          {chosen > 0 ? words.filtersOn(chosen) : words.filters}
        </button>
      </div>
      <div id="filters" className={styles.groups} data-open={open}>
        {FACETS.map((facet) => (
          <ChipGroup key={facet} facet={facet} rows={rows} />
        ))}
        {chosen > 0 && (
          <Button
            className={styles.clear ?? ""}
            variant="subtle"
            size="compact-sm"
            onClick={() => void navigate({ search: search.q ? { q: search.q } : {} })}
          >
            {words.clear}
          </Button>
        )}
      </div>
    </div>
  );
}

function ChipGroup({ facet, rows }: { facet: Facet; rows: readonly IndexRow[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const options = facetOptions(rows, search, facet);
  // A choice of one is no choice, unless it is what hides everything else.
  if (options.length < 2 && !options.some((option) => option.chosen)) return null;

  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{words.groups[facet]}</legend>
      {options.map(({ value, count, chosen }) => (
        <button
          key={value}
          type="button"
          className={styles.chip}
          data-empty={count === 0}
          aria-pressed={chosen}
          onClick={() => void navigate({ search: toggled(search, facet, value) })}
        >
          {facet === "health" ? <HealthWordIcon word={value as HealthWord} /> : value}
          <span className={styles.number}>{count}</span>
        </button>
      ))}
    </fieldset>
  );
}

function HealthWordIcon({ word }: { word: HealthWord }) {
  return (
    <span className={styles.health} data-health={word}>
      <Icon name={word} size={13} />
      {strings.health.words[word]}
    </span>
  );
}
