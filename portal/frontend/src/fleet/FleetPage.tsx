import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import { useIndex, useLoaded } from "../live/hooks";
import { strings } from "../strings";
import { useTitle } from "../ui/title";
import { EmptyFleet } from "./EmptyFleet";
import { FilterBar } from "./FilterBar";
import styles from "./FleetPage.module.css";
import { filterRows } from "./filters";
import { NoMatch } from "./NoMatch";
import { SkeletonCards } from "./SkeletonCards";
import { StatusBadges } from "./StatusBadges";
import { TwinCard } from "./TwinCard";

const route = getRouteApi("/signed-in/");

export function FleetPage() {
  useTitle(strings.fleet.title);
  const rows = useIndex();
  const loaded = useLoaded();
  const search = useDeferredValue(route.useSearch());
  const shown = useMemo(() => filterRows(rows, search), [rows, search]);

  return (
    <>
      <div className={styles.top}>
        <h1>{strings.fleet.title}</h1>
        {loaded && (
          <p className={styles.count} role="status">
            {strings.fleet.count(shown.length, rows.length)}
          </p>
        )}
      </div>
      <StatusBadges />
      {loaded && rows.length === 0 ? <EmptyFleet /> : <FilterBar rows={rows} />}
      {!loaded && <SkeletonCards />}
      {rows.length > 0 && shown.length === 0 && <NoMatch total={rows.length} />}
      <ul className={styles.grid} aria-label={strings.fleet.list}>
        {shown.map((row) => (
          <TwinCard key={row.id} id={row.id} />
        ))}
      </ul>
    </>
  );
}
