import type { HealthWord } from "../live/health";
import { strings } from "../strings";
import styles from "./HealthMark.module.css";
import { Icon } from "./icons";

/** Health as icon and word; the colour only repeats what they say. */
export function HealthMark({ word, size = 14 }: { word: HealthWord; size?: number }) {
  return (
    <span className={styles.mark} data-health={word}>
      <Icon name={word} size={size} />
      {strings.health.words[word]}
    </span>
  );
}
