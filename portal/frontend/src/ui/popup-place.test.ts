import { expect, test } from "vitest";
import { popupPlace } from "./popup-place";

test("below its anchor, and never out of the window", () => {
  expect(popupPlace({ left: 100, bottom: 40 }, 280, 1_280)).toEqual({ left: 100, top: 46 });
  expect(popupPlace({ left: 1_200, bottom: 40 }, 280, 1_280).left).toBe(992);
  expect(popupPlace({ left: 200, bottom: 40 }, 400, 390).left).toBe(8);
});
