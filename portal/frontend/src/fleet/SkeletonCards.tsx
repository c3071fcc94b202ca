import styles from "./SkeletonCards.module.css";

const PLACES = ["one", "two", "three", "four", "five", "six"];

/** Holds the place of the cards, without a spinner, until the first snapshot is there. */
export function SkeletonCards() {
  return (
    <div className={styles.grid} aria-hidden="true">
      {PLACES.map((place) => (
        <div key={place} className={styles.card} />
      ))}
    </div>
  );
}
