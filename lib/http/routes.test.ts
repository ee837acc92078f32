import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { config } from "@/middleware";
import { routes, rulesOf } from "./routes";

const app = path.join(import.meta.dirname, "..", "..", "app");

/** As Next makes an address of a file: folders in parentheses are for us alone. */
const addressOf = (file: string) =>
  `/${path
    .dirname(file)
    .split(path.sep)
    .filter((part) => part !== "." && !part.startsWith("("))
    .join("/")}`;

test("every page and route of the app has its line, and every line its page or route", () => {
  const files = globSync("**/{page,route}.{ts,tsx}", { cwd: app });
  expect(Object.keys(routes).toSorted()).toEqual(files.map(addressOf).toSorted());
});

test("a page's document has a policy, and a route's answer has none", () => {
  const kinds = globSync("**/{page,route}.{ts,tsx}", { cwd: app }).map((file) => [
    addressOf(file),
    path.basename(file).startsWith("page") ? "page" : "route",
  ]);
  for (const [address = "", kind] of kinds)
    expect.soft(routes[address]?.policy === null, address).toBe(kind === "route");
});

test("a route takes what its file exports, and HEAD where it is read", () => {
  for (const file of globSync("**/route.ts", { cwd: app })) {
    const source = readFileSync(path.join(app, file), "utf8");
    const exported = [...source.matchAll(/^export (?:async function|const) ([A-Z]+)\b|\bas ([A-Z]+)\b(?=.*;$)/gm)];
    const methods = exported.map(([, declared, renamed]) => declared ?? renamed);
    expect.soft(methods, file).not.toEqual([]);
    const taken = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
    expect.soft(routes[addressOf(file)]?.methods, file).toEqual(taken);
  }
});

test("no file passes the middleware, which would cut it off", () => {
  // `proxyClientMaxBodySize` of next.config.mjs.
  const held = 128 * 1024;
  const large = Object.keys(routes).filter((address) => (routes[address]?.bodyBytes ?? 0) > held);
  expect(large).toContain("/invited/files");
  const sources = config.matcher.map(({ source }) => new RegExp(`^${source}$`));
  for (const address of large)
    expect
      .soft(
        sources.some((source) => source.test(address)),
        address,
      )
      .toBe(false);
  expect(sources.every((source) => source.test("/invited/tasks"))).toBe(true);
});

test.each([
  ["/verify/", "/verify"],
  ["/verifications/0190", "/verifications/[id]"],
  ["/verifications/0190/redact", "/verifications/[id]/redact"],
  ["/verifications/export", "/verifications/export"],
  ["/events/drift", "/events/drift"],
  ["/events/evt_1", "/events/[id]"],
  ["/api/auth/callback/email", "/api/auth/[...nextauth]"],
  ["/api", "/api/[[...unserved]]"],
  ["/api/auth", "/api/[[...unserved]]"],
  ["/api/anything/else", "/api/[[...unserved]]"],
])("%s is judged as %s", (asked, address) => {
  expect(rulesOf(asked)).toBe(routes[address]);
});

test.each(["/nothing", "/verifications/a/b/c", "/constructor", "/verifyx", "/_next/none", "/icon.svg/x", ""])(
  "%s, which is not there, is judged as a visitor's page",
  (asked) => {
    expect(rulesOf(asked)).toMatchObject({ policy: "visitor", bodyBytes: 64 * 1024 });
  },
);

test.each(["/_next/static/chunks/a.js", "/icon.svg", "//", "/verify//", "/\\verify"])("%s is no page", (asked) => {
  expect(rulesOf(asked).policy).toBeNull();
});
