/** Addresses that people can read and edit: plain key=value, a list as the same key repeated. */

export type RawSearch = Record<string, string | string[]>;

export function parseSearch(text: string): RawSearch {
  const raw: RawSearch = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const held = raw[key];
    if (held === undefined) raw[key] = value;
    else raw[key] = Array.isArray(held) ? [...held, value] : [held, value];
  }
  return raw;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") params.append(key, String(one));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

export function readList(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return [...new Set(list.filter((one): one is string => typeof one === "string" && one !== ""))];
}

export function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function readNumber(value: unknown): number | undefined {
  const number = typeof value === "number" ? value : Number(readText(value) || Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}
