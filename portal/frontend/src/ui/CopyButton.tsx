/** Copies a text and says so, where it stands. */
import { useState } from "react";
import { strings } from "../strings";
import styles from "./CopyButton.module.css";
import { copyText } from "./clipboard";
import { Icon } from "./icons";

const SHOWN_MS = 1_500;

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    await copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  }

  return (
    <button
      type="button"
      className={styles.button}
      aria-label={copied ? strings.copied : (label ?? strings.copy)}
      title={copied ? strings.copied : (label ?? strings.copy)}
      onClick={() => void copy()}
    >
      <Icon name={copied ? "ok" : "copy"} size={15} />
    </button>
  );
}
