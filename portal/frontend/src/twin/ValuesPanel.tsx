import { getRouteApi } from "@tanstack/react-router";
import type { WireTwin } from "../api/wire";
import { formatAge } from "../format/age";
import { type Card, featureReportedAt } from "../live/card";
import { useCardPart, useEachSecond } from "../live/hooks";
import { intervalText } from "../live/reason-words";
import { strings } from "../strings";
import { Panel } from "../ui/Panel";
import { choicesOf, chosenOf, toggledChoice } from "./selection";
import { ValueRow } from "./ValueRow";
import styles from "./ValuesPanel.module.css";

const words = strings.twin;
const route = getRouteApi("/signed-in/twins/$id");

interface ValuesPanelProps {
  card: Card;
  detail: WireTwin | undefined;
}

/** Every value the twin has, by feature; a click takes it into the chart. */
export function ValuesPanel({ card, detail }: ValuesPanelProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = chosenOf(card, search.show);
  const choices = choicesOf(card);

  return (
    <Panel title={words.values} area="values">
      {Object.keys(card.features).map((name) => (
        <section key={name} className={styles.feature}>
          <FeatureHead id={card.id} name={name} last={card} />
          {choices
            .filter((choice) => choice.featureName === name)
            .map((choice) => (
              <ValueRow
                key={choice.key}
                id={card.id}
                choice={choice}
                series={chosen.findIndex((one) => one.key === choice.key)}
                desired={detail?.features[name]?.desired[choice.propertyName]}
                onChoose={() =>
                  void navigate({ search: { ...search, show: toggledChoice(chosen, choice) } })
                }
              />
            ))}
        </section>
      ))}
    </Panel>
  );
}

function FeatureHead({ id, name, last }: { id: string; name: string; last: Card }) {
  const feature = last.features[name];
  const at = useCardPart(id, (card) => {
    const live = (card ?? last).features[name];
    return live ? featureReportedAt(live) : null;
  });
  const age = useEachSecond((now) =>
    at === null ? words.neverReported : words.lastReport(formatAge(at, now)),
  );
  const interval = feature?.intervalS ?? null;

  return (
    <div className={styles.featureHead}>
      <h3>{feature?.title ?? name}</h3>
      <p>
        {age}
        {interval !== null && `, ${words.every(intervalText(interval))}`}
      </p>
    </div>
  );
}
