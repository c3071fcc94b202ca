/** WCAG 2 contrast between two colours, and the tokens read from their CSS file. */

export type Scheme = "dark" | "light";
export type Tokens = Record<string, string>;

export function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The custom properties with a hex colour in the block of one theme. */
export function tokensOf(css: string, scheme: Scheme): Tokens {
  const block = css.split(`[data-mantine-color-scheme="${scheme}"]`)[1]?.split("}")[0] ?? "";
  const found = block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi);
  return Object.fromEntries([...found].map(([, name = "", value = ""]) => [name, value]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
