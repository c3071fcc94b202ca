/** Every call of the portal, one function each. */
import { deleteResource, getJson, postJson, rememberCsrfToken } from "./http";
import type { WireHistory, WireSession, WireSnapshot, WireStatus, WireTwin } from "./wire";

async function remembering(answer: Promise<WireSession>): Promise<WireSession> {
  const session = await answer;
  rememberCsrfToken(session.csrf_token);
  return session;
}

export function fetchSession(): Promise<WireSession> {
  return remembering(getJson<WireSession>("/api/auth/session"));
}

export function signIn(username: string, password: string): Promise<WireSession> {
  return remembering(postJson<WireSession>("/api/auth/session", { username, password }));
}

export function redeemLink(token: string): Promise<WireSession> {
  return remembering(postJson<WireSession>("/api/auth/link", { token }));
}

export async function signOut(): Promise<void> {
  await deleteResource("/api/auth/session");
  rememberCsrfToken("");
}

export function fetchCards(ids?: readonly string[]): Promise<WireSnapshot> {
  const query = new URLSearchParams((ids ?? []).map((id) => ["id", id]));
  const suffix = query.size > 0 ? `?${query}` : "";
  return getJson<WireSnapshot>(`/api/portal/cards${suffix}`);
}

export function fetchStatus(signal?: AbortSignal): Promise<WireStatus> {
  return getJson<WireStatus>("/api/portal/status", signal);
}

export function fetchTwin(id: string, signal?: AbortSignal): Promise<WireTwin> {
  return getJson<WireTwin>(`/api/v1/twins/${encodeURIComponent(id)}`, signal);
}

export interface HistoryQuery {
  id: string;
  feature: string;
  property: string;
  from: number;
  to: number;
  points: number;
}

export function fetchHistory(query: HistoryQuery, signal?: AbortSignal): Promise<WireHistory> {
  const { id, ...rest } = query;
  const params = new URLSearchParams(
    Object.entries(rest).map(([key, value]) => [key, String(value)]),
  );
  return getJson<WireHistory>(`/api/v1/twins/${encodeURIComponent(id)}/history?${params}`, signal);
}
