/** Where to go after signing in: only to ourselves, whatever the address claims. */
export function safeNextPath(next: unknown, origin: string): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  const url = parse(next, origin);
  if (!url || url.origin !== origin) return "/";
  if (url.pathname === "/sign-in" || url.pathname.startsWith("/api/")) return "/";
  return url.pathname + url.search + url.hash;
}

function parse(path: string, origin: string): URL | null {
  try {
    return new URL(path, origin);
  } catch {
    return null;
  }
}
