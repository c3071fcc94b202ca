import { Link } from "@tanstack/react-router";
import { strings } from "../strings";
import { Mark } from "../ui/Mark";
import { AccountMenu } from "./AccountMenu";
import { ConnectionBadge } from "./ConnectionBadge";
import styles from "./Header.module.css";
import { ThemeToggle } from "./ThemeToggle";

export function Header() {
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <Link to="/" className={styles.brand}>
          <Mark />
          <span>{strings.product}</span>
        </Link>
        <div className={styles.tools}>
          <ConnectionBadge />
          <ThemeToggle />
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}
