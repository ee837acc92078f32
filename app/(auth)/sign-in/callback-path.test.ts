import { expect, test } from "vitest";
import { toCallbackPath } from "./callback-path";

const app = "https://id.example.com";

test.each([
  ["/verify", "/verify"],
  ["/verifications?status=verified", "/verifications?status=verified"],
  ["https://id.example.com/verify", "/verify"],
])("a place of ours is kept: %s", (wanted, path) => {
  expect(toCallbackPath(wanted, app)).toBe(path);
});

test.each([
  undefined,
  "",
  "https://evil.example/verify",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "https://id.example.com@evil.example/",
  "javascript:alert(1)",
  "https://",
  "/sign-in?error=Verification",
  "/api/auth/signout",
])("what leads elsewhere becomes the start: %s", (wanted) => {
  expect(toCallbackPath(wanted, app)).toBe("/");
});
