import { TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { strings } from "../strings";
import { Icon } from "../ui/icons";
import { isTyping } from "../ui/is-typing";
import { readFleetSearch } from "./filters";
import styles from "./SearchBox.module.css";

const words = strings.fleet;
const route = getRouteApi("/signed-in/");

export function SearchBox() {
  const search = route.useSearch();
  const { q = "" } = search;
  const navigate = route.useNavigate();
  const input = useRef<HTMLInputElement>(null);
  useSlashFocus(input);

  function write(text: string): void {
    // Replaced, not pushed: the back button should not undo single letters.
    void navigate({ search: readFleetSearch({ ...search, q: text }), replace: true });
  }

  return (
    <TextInput
      ref={input}
      className={styles.box ?? ""}
      classNames={{ input: styles.input ?? "" }}
      data-testid="search"
      type="search"
      aria-label={words.search}
      title={words.searchHint}
      placeholder={words.search}
      value={q}
      onChange={(event) => write(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") write("");
      }}
      rightSectionWidth={44}
      leftSection={<Icon name="search" />}
      rightSection={q ? <Clear onClick={() => write("")} /> : <kbd className={styles.key}>/</kbd>}
    />
  );
}

function Clear({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className={styles.clear} aria-label={words.clearSearch} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}

function useSlashFocus(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    function focus(event: KeyboardEvent): void {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    }
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, [input]);
}
