import { expect, test } from "vitest";
import { safeNextPath } from "./next-path";

const ORIGIN = "http://localhost:8083";

test.each(["/", "/twins/a%3Ab?range=1h", "/?q=lift#x"])("%s is ours", (path) => {
  expect(safeNextPath(path, ORIGIN)).toBe(path);
});

test.each([
  undefined,
  "",
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example",
  "javascript:alert(1)",
  "/sign-in?next=/sign-in",
  "/api/auth/session",
])("%s is not", (path) => expect(safeNextPath(path, ORIGIN)).toBe("/"));
