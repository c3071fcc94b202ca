/**
 * The server's clock as seen from here, so that ages are right on a machine whose clock is not.
 *
 * An answer's time is always a little old on arrival, so of the recent observations the largest
 * offset is the one that travelled fastest. Old ones are forgotten so that drift is followed.
 */
export interface ServerClock {
  observe(serverTime: string | number): void;
  now(): number;
}

const REMEMBERED = 20;

export function createClock(local: () => number = Date.now): ServerClock {
  let offsets: number[] = [];
  let offset = 0;
  return {
    observe(serverTime) {
      const at = typeof serverTime === "number" ? serverTime : Date.parse(serverTime);
      if (!Number.isFinite(at)) return;
      offsets = [...offsets, at - local()].slice(-REMEMBERED);
      offset = Math.max(...offsets);
    },
    now: () => local() + offset,
  };
}
