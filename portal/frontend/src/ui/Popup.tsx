/**
 * A button with more to say. The browser's own popover does the closing, the layer and the focus;
 * only the place is ours, because anchored positioning is not everywhere yet.
 */
import { type ReactNode, useId, useRef } from "react";
import styles from "./Popup.module.css";
import { popupPlace } from "./popup-place";

interface PopupProps {
  button: ReactNode;
  children: ReactNode;
  className: string;
  width: number;
  label?: string;
  data?: Record<`data-${string}`, string>;
}

export function Popup({ button, children, className, width, label, data }: PopupProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  function place(): void {
    if (!anchor.current || !panel.current) return;
    const { left, top } = popupPlace(anchor.current.getBoundingClientRect(), width, innerWidth);
    panel.current.style.left = `${left}px`;
    panel.current.style.top = `${top}px`;
  }

  function follow(opens: boolean): void {
    if (opens) place();
    const change = opens ? window.addEventListener : window.removeEventListener;
    change.call(window, "scroll", place, { passive: true });
    change.call(window, "resize", place);
  }

  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={className}
        popoverTarget={id}
        {...(label && { "aria-label": label, title: label })}
        {...data}
      >
        {button}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className={styles.panel}
        style={{ width: `min(${width}px, calc(100vw - 16px))` }}
        onBeforeToggle={(event) => follow(event.newState === "open")}
      >
        {children}
      </div>
    </>
  );
}
