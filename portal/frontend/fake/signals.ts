/** Plausible signals as pure functions of time, so that history and live values always agree. */
import type { Json } from "../src/api/wire.ts";

export type Signal = (at: number) => Json;

export function wave(middle: number, swing: number, periodS: number, noise = 0): Signal {
  return (at) => {
    const turn = (at / 1_000 / periodS) * 2 * Math.PI;
    const drift = 0.25 * Math.sin(turn / 7.3) + 0.12 * Math.sin(turn * 2.7);
    return round(middle + swing * (0.75 * Math.sin(turn) + drift) + noise * jitter(at));
  };
}

/** A value that is calm but for a short burst now and then. */
export function bursts(calm: number, peak: number, everyS: number): Signal {
  return (at) => {
    const phase = (at / 1_000 / everyS) % 1;
    const burst = phase > 0.93 ? Math.sin(((phase - 0.93) / 0.07) * Math.PI) : 0;
    return round(calm + (peak - calm) * burst + calm * 0.12 * jitter(at));
  };
}

const STOP_S = 12;
const TRAVEL_S = 8;

interface Ride {
  position: number;
  speed: number;
  standing: boolean;
}

/** A lift that rides between floors, with soft starts and stops. */
export function ride(at: number, floors: number, floorHeight: number, seed: number): Ride {
  const leg = at / 1_000 / (STOP_S + TRAVEL_S);
  const [from, to] = [
    floorAt(Math.floor(leg), floors, seed),
    floorAt(Math.floor(leg) + 1, floors, seed),
  ];
  const travelled = Math.max(0, (leg % 1) * (STOP_S + TRAVEL_S) - STOP_S) / TRAVEL_S;
  const eased = travelled * travelled * (3 - 2 * travelled);
  const distance = (to - from) * floorHeight;
  return {
    position: round(from * floorHeight + distance * eased),
    speed: round((Math.abs(distance) / TRAVEL_S) * 6 * travelled * (1 - travelled)),
    standing: travelled === 0,
  };
}

function floorAt(leg: number, floors: number, seed: number): number {
  return Math.floor(Math.abs(Math.sin(leg * 12.9898 + seed * 78.233) * 43_758.5453) % floors);
}

export function jitter(at: number): number {
  const noise = Math.sin(Math.floor(at / 100) * 12.9898) * 43_758.5453;
  return (noise - Math.floor(noise)) * 2 - 1;
}

export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
