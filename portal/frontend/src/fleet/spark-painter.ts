/**
 * Paints all sparklines of the page: at most four times a second, only those in sight, only those
 * that changed.
 */
import type { SparkGeometry } from "./spark-geometry";

export interface SparkTarget {
  canvas: HTMLCanvasElement;
  geometry: (width: number, height: number) => SparkGeometry;
  isStale: () => boolean;
}

const PAINT_EVERY_MS = 250;
const LINE_WIDTH = 1.5;
const DOT_RADIUS = 2.5;

const targets = new Map<Element, SparkTarget>();
const visible = new Set<Element>();
const dirty = new Set<Element>();
let timer: ReturnType<typeof setTimeout> | undefined;
let observers: { sight: IntersectionObserver; size: ResizeObserver } | undefined;
let colours: { line: string; stale: string } | undefined;

/** Starts painting a canvas; returns what ends it. */
export function addSpark(target: SparkTarget): () => void {
  const { sight, size } = observe();
  const { canvas } = target;
  targets.set(canvas, target);
  sight.observe(canvas);
  size.observe(canvas);
  return () => {
    sight.unobserve(canvas);
    size.unobserve(canvas);
    for (const set of [targets, visible, dirty]) set.delete(canvas);
  };
}

export function markDirty(canvas: Element): void {
  dirty.add(canvas);
  if (visible.has(canvas)) schedule();
}

function schedule(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => requestAnimationFrame(paintDirty), PAINT_EVERY_MS);
}

function paintDirty(): void {
  timer = undefined;
  for (const canvas of [...dirty]) {
    const target = targets.get(canvas);
    if (!target || !visible.has(canvas)) continue;
    dirty.delete(canvas);
    paint(target);
  }
}

function paint({ canvas, geometry, isStale }: SparkTarget): void {
  const context = canvas.getContext("2d");
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!context || width === 0) return;
  matchSize(canvas, width, height);
  const ratio = canvas.width / width;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  colours ??= readColours();
  const colour = isStale() ? colours.stale : colours.line;
  const { runs, end } = geometry(width, height);
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = LINE_WIDTH;
  context.lineJoin = "round";
  for (const run of runs) strokeRun(context, run);
  if (end) fillDot(context, end.x, end.y);
}

function strokeRun(context: CanvasRenderingContext2D, run: SparkGeometry["runs"][number]): void {
  context.beginPath();
  for (const { x, y } of run) context.lineTo(x, y);
  context.stroke();
  const [only] = run;
  if (only && run.length === 1) fillDot(context, only.x, only.y);
}

function fillDot(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, DOT_RADIUS, 0, 2 * Math.PI);
  context.fill();
}

function matchSize(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [w, h] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}

function readColours(): { line: string; stale: string } {
  const style = getComputedStyle(document.documentElement);
  return {
    line: style.getPropertyValue("--accent"),
    stale: style.getPropertyValue("--unknown"),
  };
}

function observe(): { sight: IntersectionObserver; size: ResizeObserver } {
  observers ??= {
    sight: new IntersectionObserver(onSight, { rootMargin: "100px" }),
    size: new ResizeObserver((entries) => {
      for (const { target } of entries) markDirty(target);
    }),
  };
  followTheme();
  return observers;
}

function onSight(entries: IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) visible.delete(target);
    else if (targets.has(target)) {
      visible.add(target);
      if (dirty.has(target)) schedule();
    }
  }
}

let following = false;

function followTheme(): void {
  if (following) return;
  following = true;
  const observer = new MutationObserver(() => {
    colours = undefined;
    for (const canvas of targets.keys()) markDirty(canvas);
  });
  observer.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
}
