import type { ReactNode } from "react";
import { useTitle } from "../ui/title";
import styles from "./MessagePage.module.css";

/** A page that has one thing to say, and one thing to do about it. */
export function MessagePage(props: { title: string; text: string; children?: ReactNode }) {
  useTitle(props.title);
  return (
    <div className={styles.page}>
      <h1>{props.title}</h1>
      <p className={styles.text}>{props.text}</p>
      {props.children}
    </div>
  );
}
