/** Lengths of time and moments, in the fewest words. */

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** "4 s", "3 min", "2 h", "5 d"; never negative, whatever the clocks say. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < MINUTE) return `${seconds}\u2009s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}\u2009min`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)}\u2009h`;
  return `${Math.floor(seconds / DAY)}\u2009d`;
}

export function formatAge(at: number, now: number): string {
  return `${formatDuration(now - at)} ago`;
}

/** Lag with decimals while it is small: they are what tells good from bad. */
export function formatLag(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds >= 10) return formatDuration(ms);
  return `${seconds.toFixed(seconds < 1 ? 2 : 1)}\u2009s`;
}

/** The moment in the reader's own time zone; with the day unless it is today. */
export function formatMoment(at: number, now: number): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${formatDay(date)} ${time}`;
}

export function formatDay(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
