/**
 * The one-time token of a sign-in link. It is taken out of the address before anything else runs, so
 * that it stays in no history entry and no copied address, and it can be taken only once.
 */
let token: string | null = null;

export function captureLinkToken(): void {
  if (location.pathname !== "/sign-in" || location.hash.length < 2) return;
  token = decoded(location.hash.slice(1));
  history.replaceState(history.state, "", location.pathname + location.search);
}

export function takeLinkToken(): string | null {
  const taken = token;
  token = null;
  return taken;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
