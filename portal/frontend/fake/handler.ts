/** The portal's calls, answered from the fake plant. Sign in as demo / demo, or with #demo-link. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Json, WireSession } from "../src/api/wire.ts";
import { StreamHub } from "./stream.ts";
import { iso, World } from "./world.ts";

type Next = () => void;

const SESSION: WireSession = {
  user: { username: "demo", name: "Demo Person", is_staff: false },
  tenants: [
    { id: "demo", name: "Demo" },
    { id: "lab", name: "Lab" },
  ],
  csrf_token: "fake-csrf-token",
};

export function createFakeBackEnd(count: number) {
  const world = new World(count);
  const hub = new StreamHub(world);
  const usedTokens = new Set<string>();
  const routes = { world, hub, usedTokens };

  return (request: IncomingMessage, response: ServerResponse, next: Next): void => {
    const url = new URL(request.url ?? "/", "http://fake");
    if (!url.pathname.startsWith("/api/")) return next();
    void answer(request, response, url, routes);
  };
}

interface Parts {
  world: World;
  hub: StreamHub;
  usedTokens: Set<string>;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  parts: Parts,
): Promise<void> {
  const body = await readBody(request);
  const call = `${request.method} ${url.pathname}`;
  if (call === "POST /api/fake") return control(response, body, parts);
  if (Date.now() < parts.hub.downUntil) return void response.destroy();
  if (url.pathname.startsWith("/api/auth/")) return auth(request, response, call, body, parts);
  if (!isSignedIn(request)) return problem(response, 401, "not_signed_in", "Sign in first.");
  if (call === "GET /api/portal/stream") return parts.hub.open(response);
  const found = read(url, parts.world);
  if (found === undefined) return problem(response, 404, "not_found", "There is no such thing.");
  json(response, 200, found);
}

function read(url: URL, world: World): object | undefined {
  const { pathname, searchParams } = url;
  const now = iso(Date.now());
  if (pathname === "/api/portal/cards") {
    return { position: world.position, now, cards: world.cards(searchParams.getAll("id")) };
  }
  if (pathname === "/api/portal/status") return status(now);
  const [, id = "", history] = /^\/api\/v1\/twins\/([^/]+)(\/history)?$/.exec(pathname) ?? [];
  if (history) return world.history(decodeURIComponent(id), searchParams);
  return world.twin(decodeURIComponent(id));
}

function status(now: string): object {
  return {
    now,
    updated: now,
    mqtt: { host: null, port: 1883 },
    components: [
      {
        name: "Backend",
        state: "ok",
        detail: "Serving, 0.1.0",
        since: iso(Date.now() - 5_400_000),
      },
      { name: "Health", state: "ok", detail: "All checks pass" },
      { name: "DB", state: "ok", detail: "SQLite, 0.4 ms" },
      {
        name: "Influx",
        state: "off",
        detail: "Not configured: add an influx:// URL to DTP_TIMESERIES_URLS",
      },
      { name: "Cron", state: "ok", detail: "Last run 12 s ago" },
      { name: "Ingest", state: "ok", detail: "34 messages/s, lag 21 ms" },
    ],
  };
}

function auth(
  request: IncomingMessage,
  response: ServerResponse,
  call: string,
  body: Record<string, Json>,
  { usedTokens }: Parts,
): void {
  if (call === "GET /api/auth/session") {
    if (isSignedIn(request)) return json(response, 200, SESSION);
    return problem(response, 401, "not_signed_in", "Nobody is signed in.");
  }
  if (call === "DELETE /api/auth/session") {
    response.setHeader("Set-Cookie", "fake_session=; Path=/; Max-Age=0");
    response.writeHead(204).end();
    return;
  }
  if (call === "POST /api/auth/session") {
    if (body.username === "demo" && body.password === "demo") return enter(response);
    return problem(response, 401, "wrong_credentials", "User name or password is wrong.");
  }
  const token = String(body.token);
  if (!token.startsWith("demo-link") || usedTokens.has(token)) {
    return problem(response, 401, "link_used_or_expired", "The link was used or has expired.");
  }
  usedTokens.add(token);
  enter(response);
}

function enter(response: ServerResponse): void {
  response.setHeader("Set-Cookie", "fake_session=yes; Path=/; HttpOnly; SameSite=Lax");
  json(response, 200, SESSION);
}

function isSignedIn(request: IncomingMessage): boolean {
  return /fake_session=yes/.test(request.headers.cookie ?? "");
}

/** Trouble on demand, for trying out what the page does about it. */
function control(response: ServerResponse, body: Record<string, Json>, parts: Parts): void {
  const { world, hub } = parts;
  const id = String(body.id ?? "");
  if (body.do === "cut") hub.cut(Number(body.ms ?? 5_000));
  else if (body.do === "lose") hub.lose();
  else if (body.do === "lag") hub.lagMs = Number(body.ms ?? 0);
  else if (body.do === "reset") hub.publish("reset", { reason: "asked for" });
  else if (body.do === "delete" && world.twins.delete(id)) {
    hub.publish("twin.delete", { id, tenant: "demo" });
  } else if (body.do === "empty") {
    world.twins.clear();
    hub.publish("reset", { reason: "asked for" });
  } else return problem(response, 400, "invalid", "Nothing was done.");
  json(response, 200, {});
}

async function readBody(request: IncomingMessage): Promise<Record<string, Json>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text ? (JSON.parse(text) as Record<string, Json>) : {};
}

function json(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

function problem(response: ServerResponse, code: number, name: string, detail: string): void {
  const body = { type: "about:blank", title: "Refused", status: code, code: name, detail };
  response.writeHead(code, { "Content-Type": "application/problem+json" });
  response.end(JSON.stringify(body));
}
