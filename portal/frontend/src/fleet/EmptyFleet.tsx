import { strings } from "../strings";
import { CodeBlock } from "../ui/CodeBlock";
import styles from "./Empty.module.css";
import { publishCommand } from "./publish-command";
import { useBrokerOptions } from "./use-status";

const EXAMPLE = `"@id": demo:pump-1
name: Pump 1
tenant: demo
metadata:
  domain: [pump]
  status: active
interfaces:
  data_streams:
    - {topic: dtp/pump/pump-1, feature: motor}
features:
  motor:
    interval: 5s
    properties:
      speed: {type: number, unit: rpm, min: 0, max: 3000}
`;

/** The first minute of a newcomer: what to write, where, and how to see it move. */
export function EmptyFleet() {
  const broker = useBrokerOptions();
  return (
    <section className={styles.empty}>
      <h2>{strings.empty.noTwins}</h2>
      <p>{strings.empty.noTwinsHow}</p>
      <CodeBlock text={EXAMPLE} />
      <p>{strings.empty.sendHow}</p>
      <CodeBlock text={publishCommand("dtp/pump/pump-1", { speed: 1450 }, broker)} />
    </section>
  );
}
