/** How the chart looks, in uPlot's terms, and the pure sums behind it. */
import uPlot from "uplot";
import { formatDay } from "../format/age";
import { decimalsFor, formatNumber } from "../format/number";
import { formatWithUnit } from "../format/value";
import type { Choice } from "./selection";

export interface ChartColours {
  text: string;
  line: string;
  limit: string;
  limitText: string;
  series: string[];
}

export function readColours(count: number): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read("--muted"),
    line: read("--line"),
    limit: read("--edge"),
    limitText: read("--muted"),
    series: Array.from({ length: count }, (_, at) => read(`--series-${at + 1}`)),
  };
}

const FONT = '12px "Geist Variable", system-ui, sans-serif';
/** Limits are drawn in when the data fill at least this share of the declared range. */
const SHARE_FOR_LIMITS = 0.2;
const AIR = 0.08;

export function limitsOf(chosen: readonly Choice[]): number[] {
  const limits = chosen.flatMap(({ property }) => [property.min, property.max]);
  return [...new Set(limits.filter((limit) => limit !== null))];
}

/** The vertical scale: the data with some air, and their limits when these are near. */
export function verticalRange(
  low: number,
  high: number,
  limits: readonly number[],
): [number, number] {
  const [least, most] = [Math.min(...limits), Math.max(...limits)];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return most > least ? [least, most] : [0, 1];
  const near = limits.length > 1 && high - low >= SHARE_FOR_LIMITS * (most - least);
  const bottom = near ? Math.min(low, least) : low;
  const top = near ? Math.max(high, most) : high;
  const span = top - bottom || Math.abs(top) * 0.1 || 1;
  return [bottom - AIR * span, top + AIR * span];
}

export function chartOptions(
  chosen: readonly Choice[],
  colours: ChartColours,
  size: { width: number; height: number },
  hooks: uPlot.Hooks.Arrays,
  onBack: () => void,
): uPlot.Options {
  const limits = limitsOf(chosen);
  const axis = {
    stroke: colours.text,
    font: FONT,
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
  };
  return {
    ...size,
    hooks,
    legend: { show: false },
    cursor: {
      points: { size: 7 },
      drag: { setScale: false, x: true, y: false },
      bind: { dblclick: () => backHandler(onBack) },
    },
    scales: {
      x: { time: true },
      y: {
        range: (_plot, low, high) => verticalRange(low ?? Number.NaN, high ?? Number.NaN, limits),
      },
    },
    axes: [
      {
        ...axis,
        size: 30,
        space: 72,
        values: (_plot, ticks, _at, _space, step) => timeTicks(ticks, step),
      },
      {
        ...axis,
        size: (_plot, values) => axisWidth(values),
        values: (_plot, ticks) => valueTicks(ticks),
      },
    ],
    series: [
      {},
      ...chosen.map((choice, at) => seriesOf(choice, colours.series[at] ?? colours.text)),
    ],
  };
}

function backHandler(onBack: () => void): () => null {
  return () => {
    onBack();
    return null;
  };
}

function seriesOf(choice: Choice, stroke: string): uPlot.Series {
  // What is reported only when it changes keeps its value until then: a stair, not a slope.
  const stepped = choice.feature.intervalS === null && uPlot.paths.stepped;
  return {
    stroke,
    width: 1.75,
    points: { show: false },
    ...(stepped && { paths: stepped({ align: 1 }) }),
  };
}

export function timeTicks(ticks: readonly number[], stepS: number): string[] {
  let day = "";
  return ticks.map((seconds) => {
    const date = new Date(seconds * 1_000);
    const today = formatDay(date);
    const midnight = date.toTimeString().startsWith("00:00:00");
    const named = stepS >= 86_400 || (midnight && today !== day);
    day = today;
    if (named) return today.slice(5);
    const time = date.toTimeString();
    return stepS < 60 ? time.slice(0, 8) : time.slice(0, 5);
  });
}

/** As few decimals as tell every tick exactly. */
export function valueTicks(ticks: readonly number[]): string[] {
  const decimals =
    [0, 1, 2, 3, 4].find((count) => ticks.every((tick) => isExact(tick, count))) ?? 5;
  return ticks.map((tick) =>
    decimals === 0
      ? formatNumber(tick, { min: null, max: null, type: "integer" })
      : tick.toFixed(decimals).replace("-", "\u2212"),
  );
}

function isExact(tick: number, decimals: number): boolean {
  return Math.abs(Number(tick.toFixed(decimals)) - tick) < 1e-9;
}

function axisWidth(values: readonly string[] | null): number {
  const longest = Math.max(3, ...(values ?? []).map((value) => value.length));
  return 14 + longest * 7;
}

/** Draws the declared limits that lie in sight, lightly, with their value. */
export function drawLimits(plot: uPlot, chosen: readonly Choice[], colours: ChartColours): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colours.limit;
  ctx.fillStyle = colours.limitText;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  ctx.font = `${11 * devicePixelRatio}px "Geist Variable", system-ui, sans-serif`;
  ctx.textAlign = "right";
  for (const limit of limitsOf(chosen)) {
    const y = plot.valToPos(limit, "y", true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    const text = formatWithUnit(limit, chosen[0]?.property.unit ?? null, rangeOf(limit));
    // Above the line, or below it where there is no room above.
    const above = y - bbox.top > 16 * devicePixelRatio;
    ctx.textBaseline = above ? "bottom" : "top";
    ctx.fillText(text, bbox.left + bbox.width, y + (above ? -2 : 4) * devicePixelRatio);
  }
  ctx.restore();
}

function rangeOf(limit: number) {
  return decimalsFor(limit) === 0
    ? { min: null, max: null, type: "integer" }
    : { min: null, max: null };
}
