import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireTwin } from "../api/wire";
import { formatValue } from "../format/value";
import type { Card } from "../live/card";
import { useLive } from "../live/hooks";
import { strings } from "../strings";
import { CopyButton } from "../ui/CopyButton";
import { Panel } from "../ui/Panel";
import styles from "./Facts.module.css";
import { topicsOf } from "./topics";

const words = strings.twin;

interface FactsProps {
  card: Card;
  detail: WireTwin | undefined;
  failed: boolean;
}

/** What was declared about the twin. */
export function Facts({ card, detail, failed }: FactsProps) {
  return (
    <Panel title={words.facts} area="facts">
      {failed && <p className={styles.failed}>{words.factsFailed}</p>}
      <dl className={styles.facts}>
        <Fact term={words.id}>
          <span className={styles.copyable}>
            <code>{card.id}</code>
            <CopyButton text={card.id} label={words.copyId} />
          </span>
        </Fact>
        <Fact term={words.tenant}>{card.tenant}</Fact>
        <Fact term={words.status}>{card.status || words.none}</Fact>
        <Fact term={words.topics}>
          <Topics topics={topicsOf(card, detail)} />
        </Fact>
        {detail && <DetailFacts detail={detail} />}
      </dl>
    </Panel>
  );
}

function DetailFacts({ detail }: { detail: WireTwin }) {
  const { dependencies, relations, interfaces, metadata, source } = detail;
  const shown = Object.entries(metadata ?? {}).filter(([key]) => key !== "status");
  return (
    <>
      {shown.map(([key, value]) => (
        <Fact key={key} term={inWords(key)}>
          {Array.isArray(value)
            ? value.map((one) => formatValue(one)).join(", ")
            : formatValue(value)}
        </Fact>
      ))}
      <Fact term={words.dependsOn}>
        <Twins ids={dependencies?.static ?? []} />
      </Fact>
      {(dependencies?.dynamic.length ?? 0) > 0 && (
        <Fact term={words.dynamicDependsOn}>
          <Twins ids={dependencies.dynamic} />
        </Fact>
      )}
      {(relations ?? []).map(({ kind, target }) => (
        <Fact key={`${kind} ${target}`} term={inWords(kind)}>
          <Twins ids={[target]} />
        </Fact>
      ))}
      {interfaces?.api && <Fact term={words.api}>{interfaces.api}</Fact>}
      {source && (
        <Fact term={words.source}>
          <code>{source}</code>
        </Fact>
      )}
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** "lift_id" as people write it: "Lift id". */
function inWords(key: string): string {
  const spaced = key.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function Topics({ topics }: { topics: readonly string[] }) {
  if (topics.length === 0) return words.none;
  return (
    <ul>
      {topics.map((topic) => (
        <li key={topic} className={styles.copyable}>
          <code>{topic}</code>
          <CopyButton text={topic} label={words.copyTopic(topic)} />
        </li>
      ))}
    </ul>
  );
}

/** Linked by name where the twin is known; else as it was written. */
function Twins({ ids }: { ids: readonly string[] }) {
  const { store } = useLive();
  if (ids.length === 0) return words.none;
  return (
    <ul>
      {ids.map((id) => {
        const name = store.getCard(id)?.name;
        return (
          <li key={id} className={styles.twin}>
            {name ? (
              <Link to="/twins/$id" params={{ id }}>
                {name}
              </Link>
            ) : (
              <code>{id}</code>
            )}
          </li>
        );
      })}
    </ul>
  );
}
