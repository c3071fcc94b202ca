import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { useLive } from "../live/hooks";
import { strings } from "../strings";
import { Header } from "./Header";
import styles from "./SignedInShell.module.css";

/** The frame of every page behind sign-in; the live connection lives as long as it does. */
export function SignedInShell() {
  const live = useLive();
  useEffect(() => live.start(), [live]);

  return (
    <>
      <a className={styles.skip} href="#content">
        {strings.skipToContent}
      </a>
      <Header />
      <main id="content" className={styles.main}>
        <Outlet />
      </main>
    </>
  );
}
