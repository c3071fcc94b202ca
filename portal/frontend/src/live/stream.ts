/**
 * One Server-Sent Events connection that looks after itself.
 *
 * Built on fetch and not on EventSource, which hides the HTTP status (so a lost session looks like a
 * lost network) and reconnects by rules of its own. Silence longer than 2.5 beats counts as broken:
 * a dead TCP connection reports nothing.
 *
 * A tab that nobody looks at rests: a browser opens only six connections to one origin over HTTP/1.1, and an open
 * stream in every forgotten tab would keep the next one from loading.
 */
import { createParser } from "eventsource-parser";

export interface StreamEvent {
  event: string;
  id: string;
  data: string;
}

export type StreamState =
  | { kind: "connecting" }
  | { kind: "open" }
  | { kind: "waiting"; retryAt: number }
  | { kind: "ended"; reason: "signed-out" | "forbidden" | "stopped" };

export interface StreamOptions {
  url: string;
  onEvent: (event: StreamEvent) => void;
  onState: (state: StreamState) => void;
  fetch?: typeof fetch;
  random?: () => number;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const SILENT_BEATS = 2.5;
const DEFAULT_BEAT_MS = 5_000;
export const REST_AFTER_MS = 10_000;

export function retryDelay(attempt: number, random: number): number {
  const doubled = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, doubled * (0.5 + random)));
}

export class EventStream {
  private readonly options: StreamOptions;
  private readonly fetch: typeof fetch;
  private readonly random: () => number;
  private controller: AbortController | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private isResting = false;
  private attempt = 0;
  private beatMs = DEFAULT_BEAT_MS;
  private lastEventId = "";
  private lastHeardAt = 0;

  constructor(options: StreamOptions) {
    this.options = options;
    this.fetch = options.fetch ?? ((...args) => fetch(...args));
    this.random = options.random ?? Math.random;
  }

  start(): void {
    window.addEventListener("online", this.retryNow);
    document.addEventListener("visibilitychange", this.onVisibility);
    this.connect();
  }

  stop(): void {
    this.end("stopped");
  }

  /** Called once hello was understood: only then has the server proved that it works. */
  settle(beatSeconds: number): void {
    this.attempt = 0;
    this.beatMs = beatSeconds * 1_000;
    this.heard();
  }

  /** Drops the connection, if any, and tries again at once. */
  restart(): void {
    if (this.controller) this.connect();
  }

  private readonly retryNow = (): void => {
    if (this.retryTimer !== undefined) this.connect();
  };

  private readonly onVisibility = (): void => {
    clearTimeout(this.restTimer);
    if (document.visibilityState !== "visible") {
      this.restTimer = setTimeout(() => this.rest(), REST_AFTER_MS);
      return;
    }
    if (this.isResting) return this.connect();
    this.retryNow();
    // Timers sleep with the machine, so the silence is measured anew on waking up.
    const silentFor = Date.now() - this.lastHeardAt;
    if (this.controller && silentFor > SILENT_BEATS * this.beatMs) this.connect();
  };

  private rest(): void {
    this.clearTimers();
    this.isResting = true;
    const controller = this.controller;
    this.controller = null;
    controller?.abort();
    this.options.onState({ kind: "waiting", retryAt: Date.now() });
  }

  private connect(): void {
    this.clearTimers();
    this.isResting = false;
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    this.options.onState({ kind: "connecting" });
    this.heard();
    void this.run(controller);
  }

  private async run(controller: AbortController): Promise<void> {
    try {
      const response = await this.fetch(this.options.url, {
        headers: this.headers(),
        signal: controller.signal,
        credentials: "same-origin",
        cache: "no-store",
      });
      if (controller !== this.controller) return;
      if (response.status === 401) return this.end("signed-out");
      if (response.status === 403) return this.end("forbidden");
      if (isEventStream(response)) await this.read(response.body, controller);
    } catch {
      // Refused, cut or aborted: all that matters is whether this is still the current connection.
    }
    if (controller === this.controller) this.retryLater();
  }

  private headers(): Record<string, string> {
    const accept = { Accept: "text/event-stream" };
    return this.lastEventId ? { ...accept, "Last-Event-ID": this.lastEventId } : accept;
  }

  private async read(body: ReadableStream<Uint8Array>, controller: AbortController): Promise<void> {
    this.options.onState({ kind: "open" });
    const parser = createParser({
      onEvent: ({ event, id, data }) => {
        if (id !== undefined) this.lastEventId = id;
        this.options.onEvent({ event: event ?? "message", id: id ?? "", data });
      },
    });
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || controller !== this.controller) return;
      this.heard();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  private heard(): void {
    this.lastHeardAt = Date.now();
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.onSilence(), SILENT_BEATS * this.beatMs);
  }

  private onSilence(): void {
    this.controller?.abort();
    this.retryLater();
  }

  private retryLater(): void {
    this.clearTimers();
    this.controller = null;
    const delay = retryDelay(this.attempt, this.random());
    this.attempt += 1;
    this.options.onState({ kind: "waiting", retryAt: Date.now() + delay });
    this.retryTimer = setTimeout(() => this.connect(), delay);
  }

  private end(reason: "signed-out" | "forbidden" | "stopped"): void {
    this.clearTimers();
    clearTimeout(this.restTimer);
    window.removeEventListener("online", this.retryNow);
    document.removeEventListener("visibilitychange", this.onVisibility);
    const controller = this.controller;
    this.controller = null;
    controller?.abort();
    this.options.onState({ kind: "ended", reason });
  }

  private clearTimers(): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    this.retryTimer = undefined;
  }
}

/** A proxy that answers 200 with an HTML page is a broken connection too. */
function isEventStream(response: Response): response is Response & { body: ReadableStream } {
  const type = response.headers.get("Content-Type") ?? "";
  return response.ok && response.body !== null && type.startsWith("text/event-stream");
}
