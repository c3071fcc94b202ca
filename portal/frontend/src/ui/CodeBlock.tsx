import styles from "./CodeBlock.module.css";
import { CopyButton } from "./CopyButton";

/** Something to copy and run. Wraps instead of scrolling, so that all of it is seen on a phone. */
export function CodeBlock({ text, label }: { text: string; label?: string }) {
  return (
    <div className={styles.block}>
      <pre className={styles.text}>{text}</pre>
      <CopyButton text={text} {...(label ? { label } : {})} />
    </div>
  );
}
