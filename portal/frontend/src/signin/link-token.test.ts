import { beforeEach, expect, test } from "vitest";
import { captureLinkToken, takeLinkToken } from "./link-token";

beforeEach(() => {
  takeLinkToken();
});

test("the token leaves the address and can be taken once", () => {
  history.replaceState(null, "", "/sign-in?next=%2Ftwins#abc%3Adef");
  captureLinkToken();
  expect(location.href).toMatch(/\/sign-in\?next=%2Ftwins$/);
  expect([takeLinkToken(), takeLinkToken()]).toEqual(["abc:def", null]);
});

test("fragments of other pages are left alone", () => {
  history.replaceState(null, "", "/#abc");
  captureLinkToken();
  expect([location.hash, takeLinkToken()]).toEqual(["#abc", null]);
});
