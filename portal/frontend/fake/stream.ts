/** The fake event stream: hello, coalesced live events, beats; and ways to spoil it. */
import type { ServerResponse } from "node:http";
import type { WireTwinChange } from "../src/api/wire.ts";
import { iso, type World } from "./world.ts";

const FLUSH_MS = 200;
const BEAT_S = 5;

export class StreamHub {
  lagMs = 24;
  /** Refuse connections until then. */
  downUntil = 0;
  /** Swallow changes for this twin, so that revisions show a gap. */
  private readonly clients = new Set<Client>();
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    world.onChange((change) => {
      for (const client of this.clients) client.take(change);
    });
    setInterval(() => world.tick(Date.now()), 50).unref();
    setInterval(() => this.flush(), FLUSH_MS).unref();
    setInterval(() => this.beat(), BEAT_S * 1_000).unref();
  }

  open(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    const client = new Client(response);
    this.clients.add(client);
    response.on("close", () => this.clients.delete(client));
    const { position } = this.world;
    const hello = { position, now: iso(Date.now()), beat_s: BEAT_S, resumed: false };
    client.send("hello", hello, position);
  }

  /** A durable event. */
  publish(event: string, data: object): void {
    this.world.position += 1;
    for (const client of this.clients) client.send(event, data, this.world.position);
  }

  /** Throws away what is waiting, as if events had been lost on the way. */
  lose(): void {
    for (const client of this.clients) client.pending.clear();
  }

  cut(forMs: number): void {
    this.downUntil = Date.now() + forMs;
    for (const client of this.clients) client.response.destroy();
    this.clients.clear();
  }

  private flush(): void {
    for (const client of this.clients) {
      if (client.pending.size === 0) continue;
      const twins = [...client.pending.values()];
      client.pending.clear();
      client.send("live", { now: iso(Date.now()), lag_ms: this.lagMs, twins });
    }
  }

  private beat(): void {
    for (const client of this.clients) {
      client.send("beat", { now: iso(Date.now()), lag_ms: this.lagMs });
    }
  }
}

class Client {
  readonly pending = new Map<string, WireTwinChange>();
  readonly response: ServerResponse;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  take(change: WireTwinChange): void {
    const held = this.pending.get(change.id);
    if (!held) {
      this.pending.set(change.id, structuredClone(change));
      return;
    }
    held.revision = change.revision;
    for (const [feature, values] of Object.entries(change.reported)) {
      held.reported[feature] = { ...held.reported[feature], ...values };
    }
  }

  send(event: string, data: object, id?: number): void {
    const head = id === undefined ? "" : `id: ${id}\n`;
    this.response.write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
