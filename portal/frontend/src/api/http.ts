/** One way to talk to the server: same origin, session cookie, errors as RFC 9457 problems. */
import type { Json } from "./wire";

export class Problem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
  }
}

let csrfToken = "";

export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** Before sign-in there is no session answer to learn the token from, only Django's cookie. */
function currentCsrfToken(): string {
  if (csrfToken) return csrfToken;
  const match = /(?:^|;\s*)dtp_csrf=([^;]+)/.exec(document.cookie);
  return match?.[1] ?? "";
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, { method: "GET", ...(signal ? { signal } : {}) });
}

export async function postJson<T>(path: string, body: Json): Promise<T> {
  return send<T>(path, { method: "POST", body: JSON.stringify(body) });
}

export async function deleteResource(path: string): Promise<void> {
  await send<void>(path, { method: "DELETE" });
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const headers = new Headers({ Accept: "application/json" });
  if (init.body) headers.set("Content-Type", "application/json");
  if (init.method !== "GET") headers.set("X-CSRFToken", currentCsrfToken());
  const response = await fetch(path, { ...init, headers, credentials: "same-origin" });
  if (!response.ok) throw await toProblem(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function toProblem(response: Response): Promise<Problem> {
  const body = await readProblemBody(response);
  return new Problem(
    response.status,
    body.code ?? "",
    body.detail ?? body.title ?? response.statusText,
  );
}

async function readProblemBody(
  response: Response,
): Promise<{ code?: string; detail?: string; title?: string }> {
  try {
    return (await response.json()) as { code?: string; detail?: string; title?: string };
  } catch {
    // A proxy in between may answer in HTML; the status is then all there is to say.
    return {};
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401;
}
