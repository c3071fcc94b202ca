import { expect, test } from "vitest";
import { readCard } from "../live/card";
import { wireCard, wireProperty } from "../live/testing";
import { firstMessage, publishCommand } from "./publish-command";

test("the command survives a shell", () => {
  expect(publishCommand("a/it's", { text: "x" }, "-h localhost -p 1884")).toBe(
    `mosquitto_pub -h localhost -p 1884 -t 'a/it'\\''s' -m '{"text":"x"}'`,
  );
});

test("a plain topic is preferred, with a value from the middle of the range", () => {
  const topics = ["dtp/twins/one/reported/{feature}", "dtp/lift/1/cabin"];
  const message = firstMessage(readCard(wireCard({ topics })));
  expect(message).toEqual({ topic: "dtp/lift/1/cabin", payload: { position: 12 } });
});

test("a topic with a blank is filled with the feature", () => {
  const topics = ["dtp/twins/one/reported/{feature}"];
  expect(firstMessage(readCard(wireCard({ topics })))?.topic).toBe("dtp/twins/one/reported/cabin");
});

test("samples follow the declared type", () => {
  const properties = {
    door: wireProperty({ type: "string", enum: ["open", "closed"] }),
    moving: wireProperty({ type: "boolean", min: null, max: null }),
  };
  const card = wireCard({ features: { cabin: { title: "Cabin", interval_s: 1, properties } } });
  expect(firstMessage(readCard(card))?.payload).toEqual({ door: "open", moving: true });
});

test("without topics there is nothing to send to", () => {
  expect(firstMessage(readCard(wireCard({ topics: [] })))).toBeNull();
});
