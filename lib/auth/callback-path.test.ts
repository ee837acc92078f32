import fc from "fast-check";
import { expect, test } from "vitest";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";

const app = "https://id.example.com";

test.each([
  ["/verify", "/verify"],
  ["/verifications?status=action_needed&country=DE", "/verifications?status=action_needed&country=DE"],
  ["/verifications?q=a%2Bb%40demo.test", "/verifications?q=a%2Bb%40demo.test"],
  ["https://id.example.com/verify", "/verify"],
])("a place of ours is kept: %s", (wanted, path) => {
  expect(toCallbackPath(wanted, app)).toBe(path);
});

test.each([
  undefined,
  null,
  "",
  "https://evil.example/verify",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/verify/..//evil.example",
  "/%2F/evil.example",
  "/%2e//evil.example",
  "/%5Cevil.example",
  "/verify/%00",
  "https://id.example.com@evil.example/",
  "https://id.example.com//evil.example/",
  "https://ID.example.com:444/verify",
  "http://id.example.com/verify",
  "javascript:alert(1)",
  "https://",
  "/sign-in?error=Verification",
  "/api/auth/signout",
  `/verifications?q=${"x".repeat(500)}`,
])("what leads elsewhere becomes the start: %j", (wanted) => {
  expect(toCallbackPath(wanted, app)).toBe("/");
});

test("whatever is asked for, a browser that follows the answer stays on our origin, on the same short path", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "/",
      "//",
      "\\",
      ".",
      "..",
      "/.//",
      "%2F",
      "%5C",
      "%2e",
      "@",
      ":",
      "?",
      "#",
      "\t",
      "\n",
      "\r",
      "\0",
    ),
    fc.constantFrom("evil.example", "id.example.com", "https:", "javascript:", "verify", "\u2215", "\u3002", "\ud800"),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const path = toCallbackPath(parts.join(""), app);
      const followed = new URL(path, app);
      expect(followed.origin).toBe(app);
      expect(`${followed.pathname}${followed.search}`).toBe(path);
      expect(path).toMatch(/^\/(?![/\\])/);
      expect(path.length).toBeLessThanOrEqual(512);
      expect(toCallbackPath(path, app)).toBe(path);
    }),
    { numRuns: 2_000 },
  );
});

test("the sign-in page is told where to lead on to, and nothing when that is the start", () => {
  expect(signInPath(toCallbackPath("/verifications?status=verified", app))).toBe(
    "/sign-in?callbackUrl=%2Fverifications%3Fstatus%3Dverified",
  );
  expect(signInPath(toCallbackPath("//evil.example", app))).toBe("/sign-in");
  expect(signInPath(toCallbackPath("/verify", app), "/sign-in/sent")).toBe("/sign-in/sent?callbackUrl=%2Fverify");
});
