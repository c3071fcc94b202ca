/** The portal's own line icons on a 24 unit grid: few, and drawn with one pen. */
import type { ReactNode } from "react";

const paths = {
  // Health and connection
  ok: <path d="M5 12.5 10 17.5 19.5 7" />,
  warning: <path d="M12 4 21 20H3L12 4Zm0 6v4.5m0 2.5v.5" />,
  critical: <path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3L8.3 3ZM12 8v5m0 3v.5" />,
  stale: <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.5V12l3 2.5" />,
  unknown: <path d="M9 9a3 3 0 1 1 4.2 2.8c-.8.3-1.2.9-1.2 1.7v.5m0 3v.5" />,
  off: <path d="M5 12h14" />,
  live: <path d="M3 12h4l2.5-7 5 14 2.5-7h4" />,
  "catching-up": <path d="M4 12a8 8 0 0 1 14-5.3M20 12a8 8 0 0 1-14 5.300M18 3v4h-4M6 21v-4h4" />,
  offline: (
    <path d="M4 4l16 16M7.5 16.500a6.5 6.5 0 0 1 2-1.300m5 0a6.5 6.5 0 0 1 2 1.300M4 12.500a11 11 0 0 1 4.5-2.700m5.5-.4a11 11 0 0 1 6 3.100M12 20v.01" />
  ),
  connecting: <path d="M6 12v.01M12 12v.01M18 12v.01" />,
  // Twins
  lift: <path d="M5 3h14v18H5V3Zm7 0v18M8 10l1-2 1 2M14 14l1 2 1-2" />,
  building: <path d="M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3" />,
  energy: <path d="M13 3 5 14h6l-1 7 8-11h-6l1-7Z" />,
  imu: (
    <path d="M12 12V3m0 9 8 5m-8-5-8 5M9.5 5 12 2.5 14.5 5M4 13.500V17h3.500M20 13.500V17h-3.5" />
  ),
  pump: <path d="M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12Zm0 0h9M3 18h9M12 12l2.5-2.5" />,
  sensor: (
    <path d="M12 10.500a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3ZM8 16a5.5 5.5 0 0 1 0-8m8 0a5.5 5.5 0 0 1 0 8M5 19a9.5 9.5 0 0 1 0-14m14 0a9.5 9.5 0 0 1 0 14" />
  ),
  device: <path d="M6 3h12v18H6V3Zm3 4h6M9 11h6M12 17v.5" />,
  twin: <path d="M15 6V3H3v12h3M9 9h12v12H9V9Z" />,
  // Interface
  search: <path d="M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 5 5" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  filter: <path d="M4 6h16M7 12h10M10 18h4" />,
  copy: <path d="M9 9h11v11H9V9ZM5 15H4V4h11v1" />,
  sun: (
    <path d="M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v1.500m0 15V21m9-9h-1.500m-15 0H3m15.4-6.4-1 1M6.700 17.300l-1 1m12.700 0-1-1M6.700 6.700l-1-1" />
  ),
  moon: <path d="M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500Z" />,
  person: (
    <path d="M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.500c.8-3.5 3.800-5.5 7.5-5.500s6.700 2 7.5 5.5" />
  ),
  back: <path d="m14.5 5-7 7 7 7" />,
  pause: <path d="M8 5v14M16 5v14" />,
  play: <path d="M7 5v14l12-7L7 5Z" />,
  external: <path d="M14 4h6v6m0-6-9 9M18 14v6H4V6h6" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

/** Decoration for the word next to it; never the only bearer of a meaning. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={size < 20 ? 2 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {paths[name]}
    </svg>
  );
}

const SYNONYMS: Record<string, IconName> = {
  elevator: "lift",
  hvac: "building",
  house: "building",
  room: "building",
  power: "energy",
  meter: "energy",
  m5core2: "imu",
  motion: "imu",
  water: "pump",
  motor: "pump",
  iot: "sensor",
  sensors: "sensor",
};

/** The icon that a declaration asks for by name, else the sign of twins. */
export function twinIcon(name: string): IconName {
  const key = name.toLowerCase();
  if (key in SYNONYMS) return SYNONYMS[key] ?? "twin";
  return key in paths ? (key as IconName) : "twin";
}
