import { strings } from "../strings";
import { CodeBlock } from "../ui/CodeBlock";
import styles from "./Empty.module.css";
import { publishCommand } from "./publish-command";

const EXAMPLE = `id: demo:pump-1
name: Pump 1
tenant: demo
metadata:
  domain: [pump]
  status: active
interfaces:
  data_streams:
    - kind: mqtt
      topic: dtp/pump/pump-1
      feature: motor
`;

/** The first minute of a newcomer: what to write, where, and how to see it move. */
export function EmptyFleet() {
  return (
    <section className={styles.empty}>
      <h2>{strings.empty.noTwins}</h2>
      <p>{strings.empty.noTwinsHow}</p>
      <CodeBlock text={EXAMPLE} />
      <p>{strings.empty.sendHow}</p>
      <CodeBlock text={publishCommand("dtp/pump/pump-1", { speed: 1450 }, location.hostname)} />
    </section>
  );
}
