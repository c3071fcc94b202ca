import { expect, test } from "vitest";
import { createClock } from "./clock";

test("the fastest answer tells the offset best", () => {
  let local = 1_000;
  const clock = createClock(() => local);
  clock.observe(61_000 - 800);
  clock.observe(61_000 - 20);
  clock.observe(61_000 - 300);
  local += 500;
  expect(clock.now()).toBe(61_000 - 20 + 500);
});

test("old observations are forgotten, so a corrected clock is followed", () => {
  const clock = createClock(() => 0);
  clock.observe(9_000);
  for (let count = 0; count < 20; count += 1) clock.observe(100);
  expect(clock.now()).toBe(100);
});

test("nonsense is not a time", () => {
  const clock = createClock(() => 5);
  clock.observe("yesterday");
  expect(clock.now()).toBe(5);
});
