/** Any reported value in words. */
import type { Json } from "../api/wire";
import { strings } from "../strings";
import { formatNumber, type NumberRange } from "./number";

export const NO_VALUE = "–";

export function formatValue(value: Json, range?: NumberRange): string {
  if (value === null) return NO_VALUE;
  if (typeof value === "number") return formatNumber(value, range);
  if (typeof value === "boolean") return value ? strings.values.yes : strings.values.no;
  if (typeof value === "string") return value === "" ? strings.values.emptyText : value;
  return JSON.stringify(value);
}

/** Only numbers carry a unit; a door is not "open m". */
export function unitOf(value: Json, unit: string | null): string {
  return typeof value === "number" && unit ? unit : "";
}

export function formatWithUnit(value: Json, unit: string | null, range?: NumberRange): string {
  const shown = unitOf(value, unit);
  return shown ? `${formatValue(value, range)}\u2009${shown}` : formatValue(value, range);
}
