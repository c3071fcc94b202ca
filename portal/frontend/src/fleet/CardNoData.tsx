import { useCard } from "../live/hooks";
import { strings } from "../strings";
import { CodeBlock } from "../ui/CodeBlock";
import { CopyButton } from "../ui/CopyButton";
import { firstMessage, publishCommand } from "./publish-command";
import styles from "./TwinCard.module.css";
import { useBrokerOptions } from "./use-status";

/** Nothing was ever reported: say where it would arrive, and how to try. */
export function CardNoData({ id }: { id: string }) {
  const card = useCard(id);
  const message = card && firstMessage(card);
  const broker = useBrokerOptions();
  if (!message) return <p className={styles.never}>{strings.fleet.never}</p>;

  return (
    <div className={styles.noData}>
      <p>{strings.fleet.noData}</p>
      <p className={styles.topic}>
        <code>{message.topic}</code>
        <CopyButton text={message.topic} label={strings.twin.copyTopic(message.topic)} />
      </p>
      <p>{strings.fleet.tryIt}</p>
      <CodeBlock text={publishCommand(message.topic, message.payload, broker)} />
    </div>
  );
}
