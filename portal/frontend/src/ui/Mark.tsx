/** The sign of the product: a thing, and its twin standing in front of it. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 24 24" fill="none">
      <path
        d="M15 6V4.5A1.5 1.5 0 0 0 13.5 3h-9A1.5 1.5 0 0 0 3 4.5v9A1.5 1.5 0 0 0 4.5 15H6"
        stroke="var(--accent)"
        strokeWidth="2"
      />
      <rect x="9" y="9" width="12" height="12" rx="1.5" fill="var(--accent)" />
    </svg>
  );
}
