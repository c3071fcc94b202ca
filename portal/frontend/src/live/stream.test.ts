import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  EventStream,
  REST_AFTER_MS,
  retryDelay,
  type StreamEvent,
  type StreamState,
} from "./stream";

interface Connection {
  headers: Record<string, string>;
  signal: AbortSignal;
  say: (text: string) => void;
  close: () => void;
}

const encoder = new TextEncoder();
let connections: Connection[] = [];
let events: StreamEvent[] = [];
let states: StreamState[] = [];
let answer: (() => Response) | null = null;
let stream: EventStream;

function fakeFetch(_url: unknown, init?: RequestInit): Promise<Response> {
  if (answer) return Promise.resolve(answer());
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own;
    },
  });
  connections.push({
    headers: init?.headers as Record<string, string>,
    signal: init?.signal as AbortSignal,
    say: (text) => controller.enqueue(encoder.encode(text)),
    close: () => controller.close(),
  });
  return Promise.resolve(sse(body));
}

function sse(body: BodyInit | null, status = 200): Response {
  return new Response(body, { status, headers: { "Content-Type": "text/event-stream" } });
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const last = () => states.at(-1);

beforeEach(() => {
  vi.useFakeTimers();
  [connections, events, states, answer] = [[], [], [], null];
  stream = new EventStream({
    url: "/api/portal/stream",
    fetch: fakeFetch as typeof fetch,
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
  });
});

afterEach(() => {
  stream.stop();
  vi.useRealTimers();
});

describe("reading", () => {
  test("events arrive whole, however they were cut on the way", async () => {
    stream.start();
    await settle();
    connections[0]?.say("id: 7\nevent: hello\nda");
    connections[0]?.say('ta: {"a":1}\n\nevent: beat\ndata: {}\n\n');
    await settle();
    expect(events).toEqual([
      { event: "hello", id: "7", data: '{"a":1}' },
      { event: "beat", id: "", data: "{}" },
    ]);
    expect(last()).toEqual({ kind: "open" });
  });

  test("a reconnect sends the last id, also over events without one", async () => {
    stream.start();
    await settle();
    expect(connections[0]?.headers["Last-Event-ID"]).toBeUndefined();
    connections[0]?.say("id: 42\nevent: twin.update\ndata: {}\n\nevent: live\ndata: {}\n\n");
    await settle();
    connections[0]?.close();
    await vi.advanceTimersByTimeAsync(500);
    expect(connections[1]?.headers["Last-Event-ID"]).toBe("42");
  });
});

describe("reconnecting", () => {
  test("the delay doubles from half a second to ten, with jitter inside these limits", () => {
    expect([0, 1, 2, 3, 9].map((n) => retryDelay(n, 0.5))).toEqual([500, 1000, 2000, 4000, 10_000]);
    expect(retryDelay(0, 0)).toBe(500);
    expect(retryDelay(20, 1)).toBe(10_000);
  });

  test("a refused connection is tried again, later each time", async () => {
    answer = () => new Response("", { status: 503 });
    stream.start();
    await settle();
    const [first] = states.filter((state) => state.kind === "waiting");
    expect(first).toEqual({ kind: "waiting", retryAt: Date.now() + 500 });
    await vi.advanceTimersByTimeAsync(500);
    expect(last()).toEqual({ kind: "waiting", retryAt: Date.now() + 1_000 });
  });

  test("an HTML page is not a stream", async () => {
    answer = () => new Response("<html>", { headers: { "Content-Type": "text/html" } });
    stream.start();
    await settle();
    expect(last()?.kind).toBe("waiting");
  });

  test("silence of 2.5 beats is a broken connection", async () => {
    stream.start();
    await settle();
    stream.settle(2);
    await vi.advanceTimersByTimeAsync(4_900);
    expect(last()?.kind).toBe("open");
    await vi.advanceTimersByTimeAsync(200);
    expect(last()?.kind).toBe("waiting");
    expect(connections[0]?.signal.aborted).toBe(true);
  });

  test("any sound keeps it alive", async () => {
    stream.start();
    await settle();
    stream.settle(2);
    for (let beat = 0; beat < 5; beat += 1) {
      await vi.advanceTimersByTimeAsync(4_000);
      connections[0]?.say(": comment\n\n");
      await settle();
    }
    expect(last()?.kind).toBe("open");
  });

  test("coming online does not wait for the next attempt", async () => {
    answer = () => new Response("", { status: 502 });
    stream.start();
    await settle();
    answer = null;
    window.dispatchEvent(new Event("online"));
    await settle();
    expect(connections).toHaveLength(1);
    expect(last()?.kind).toBe("open");
  });

  test("a proven connection starts the delays anew", async () => {
    answer = () => new Response("", { status: 503 });
    stream.start();
    await vi.advanceTimersByTimeAsync(3_000);
    stream.settle(5);
    answer = null;
    await vi.advanceTimersByTimeAsync(10_000);
    connections[0]?.close();
    await settle();
    expect(last()).toEqual({ kind: "waiting", retryAt: Date.now() + 500 });
  });
});

describe("ending", () => {
  test.each([
    [401, "signed-out"],
    [403, "forbidden"],
  ])("%i is final", async (status, reason) => {
    answer = () => sse(null, status);
    stream.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(last()).toEqual({ kind: "ended", reason });
    expect(states.filter((state) => state.kind === "connecting")).toHaveLength(1);
  });

  test("stopping is final too, whatever is still under way", async () => {
    stream.start();
    await settle();
    stream.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(last()).toEqual({ kind: "ended", reason: "stopped" });
    expect(connections).toHaveLength(1);
  });
});

describe("a tab that nobody looks at", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  function look(state: DocumentVisibilityState): void {
    vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
    document.dispatchEvent(new Event("visibilitychange"));
  }

  async function open(): Promise<void> {
    stream.start();
    await settle();
    connections[0]?.say("id: 7\nevent: hello\ndata: {}\n\n");
    await settle();
  }

  test("rests after a while, and connects once it is looked at", async () => {
    await open();
    look("hidden");
    await vi.advanceTimersByTimeAsync(REST_AFTER_MS);
    expect(connections[0]?.signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(connections).toHaveLength(1);
    look("visible");
    await settle();
    expect(connections).toHaveLength(2);
    expect(connections[1]?.headers["Last-Event-ID"]).toBe("7");
  });

  test("does not rest when somebody only glanced elsewhere", async () => {
    await open();
    look("hidden");
    await vi.advanceTimersByTimeAsync(2_000);
    look("visible");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(connections).toHaveLength(1);
    expect(last()).toEqual({ kind: "open" });
  });
});
