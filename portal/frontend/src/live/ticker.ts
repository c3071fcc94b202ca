/** One shared clock of one tick a second; everything that shows an age hangs on it. */
export interface Ticker {
  subscribe(listener: () => void): () => void;
  /** The time of the last tick: stable between ticks, as React's external stores require. */
  now(): number;
}

export function createTicker(read: () => number, everyMs = 1_000): Ticker {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let current = read();

  function tick(): void {
    current = read();
    for (const listener of [...listeners]) listener();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) {
        current = read();
        timer = setInterval(tick, everyMs);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
    now: () => current,
  };
}
