import { expect, test } from "vitest";
import { refusedHead } from "./request-head";

test.each(["TRACE", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "QUERY", "PURGE"])(
  "%s is never used",
  (method) => {
    expect(refusedHead({ method, url: "/" })).toBe(405);
  },
);

test.each([
  "/%ED%A0%80",
  "/api/%FF",
  "/verifications/%",
  "/a%2",
  "/%zz?x=1",
  "http://another.example/",
  "*",
  "x",
  "?x",
  "",
])("%s is no address of ours", (url) => {
  expect(refusedHead({ method: "GET", url })).toBe(400);
});

test.each(["/", "//x", "/verifications/a%00?q=%ED%A0%80", "/%F0%9F%99%82", "/verify?step=details"])(
  "%s may be asked for",
  (url) => {
    for (const method of ["GET", "HEAD", "POST"]) expect(refusedHead({ method, url })).toBeNull();
  },
);

test.each([
  ["GET", "/verifications/export"],
  ["HEAD", "/api/stripe/webhook"],
  ["POST", "/api/metrics"],
  ["POST", "/verify/submitted/status?x"],
])("%s is not how %s is asked", (method, url) => {
  expect(refusedHead({ method, url })).toBe(405);
});

test.each(["/_global-error", "/_error?x", "/_"])("%s is no page", (url) => {
  expect(refusedHead({ method: "GET", url })).toBe(404);
});

test("Next's tools, which tell where in our sources an error came from, are there in development alone", () => {
  const asked = { method: "POST", url: "/__nextjs_original-stack-frames" };
  expect(refusedHead(asked, true)).toBeNull();
  expect(refusedHead(asked)).toBe(404);
  expect(refusedHead({ method: "GET", url: "/_global-error" }, true)).toBe(404);
});

test("only a place in the product that Next's script can have written is read", () => {
  const ask = (state: string) => refusedHead({ method: "GET", url: "/", headers: { "next-router-state-tree": state } });
  const states = ['["",{"children":["verify",{"children":["__PAGE__",{}]}]},null,"refetch"]', '["",{}]'];
  for (const state of states) expect(ask(encodeURIComponent(state)), state).toBeNull();
  for (const state of ["text", "%ED%A0%80", "null", "%5B%5D", "", encodeURIComponent('["",{"children":["x"]}]')]) {
    expect(ask(state), state).toBe(400);
  }
});
