/** Numbers as an instrument shows them: as many digits as the declared range can tell apart. */

export interface NumberRange {
  min: number | null;
  max: number | null;
  type?: string | null;
}

const MINUS = "\u2212";
const NARROW_SPACE = "\u202f";
const MOST_DECIMALS = 4;

export function formatNumber(value: number, range?: NumberRange): string {
  if (!Number.isFinite(value)) return "–";
  if (isExtreme(value)) return exponential(value);
  return grouped(value.toFixed(decimalsFor(value, range)));
}

/** A thousandth of the span is the finest step worth showing. */
export function decimalsFor(value: number, range?: NumberRange): number {
  if (range?.type === "integer") return 0;
  if (range && range.min !== null && range.max !== null && range.max > range.min) {
    return clampDecimals(Math.floor(-Math.log10((range.max - range.min) / 1_000)));
  }
  const size = Math.abs(value);
  if (size === 0 || Number.isInteger(value)) return 0;
  return clampDecimals(2 - Math.floor(Math.log10(size)));
}

function clampDecimals(decimals: number): number {
  return Math.min(MOST_DECIMALS, Math.max(0, decimals));
}

function isExtreme(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e9 || (size > 0 && size < 1e-4);
}

function exponential(value: number): string {
  const [digits = "", power = ""] = value.toExponential(2).split("e");
  return `${digits}e${power.replace("+", "")}`.replaceAll("-", MINUS);
}

/** Thin spaces from five digits on: 1234, 12 345. Never "−0.0". */
function grouped(text: string): string {
  const negative = text.startsWith("-") && Number(text) !== 0;
  const [whole = "", decimals] = text.replace("-", "").split(".");
  const spaced = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE) : whole;
  return `${negative ? MINUS : ""}${spaced}${decimals === undefined ? "" : `.${decimals}`}`;
}
