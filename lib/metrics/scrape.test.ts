import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { refusalOf } from "@/lib/metrics/scrape";
import { serveMetrics } from "@/lib/metrics/serve";

const token = "a-token-of-the-tests";
const refusal = (
  scrape: { authorization?: string; forwardedFor?: string },
  settings: { metricsToken?: string; trustedProxies?: number } = {},
) =>
  refusalOf(
    { authorization: null, forwardedFor: null, ...scrape },
    { metricsToken: null, trustedProxies: 0, ...settings },
  );

describe("a scrape without a configured token", () => {
  test("is answered on loopback", () => {
    expect(refusal({ forwardedFor: "127.0.0.1" })).toBe(null);
    expect(refusal({ forwardedFor: "::1", authorization: "Bearer of-somebody-else" })).toBe(null);
  });

  test.each([
    ["from outside", { forwardedFor: "203.0.113.9" }, 0],
    ["from outside with a header that pretends", { forwardedFor: "127.0.0.1, 203.0.113.9" }, 0],
    ["through a proxy on this machine", { forwardedFor: "203.0.113.9, 127.0.0.1" }, 1],
    ["through a proxy on this machine that nobody told us of", { forwardedFor: "203.0.113.9, 127.0.0.1" }, 0],
    ["from nowhere", {}, 0],
    ["from outside with any token", { forwardedFor: "203.0.113.9", authorization: "Bearer " }, 0],
    ["from outside with the word null", { forwardedFor: "203.0.113.9", authorization: "Bearer null" }, 0],
  ])("does not exist %s", (_how, scrape, trustedProxies) => {
    expect(refusal(scrape, { trustedProxies })).toBe(404);
  });
});

describe("a scrape with a configured token", () => {
  const settings = { metricsToken: token };

  test("is answered to its bearer from anywhere, and on loopback without it", () => {
    expect(refusal({ forwardedFor: "203.0.113.9", authorization: `Bearer ${token}` }, settings)).toBe(null);
    expect(refusal({ forwardedFor: "127.0.0.1" }, settings)).toBe(null);
  });

  test.each([
    ["without one", {}],
    ["with another", { authorization: "Bearer another-token-12" }],
    ["with a longer one", { authorization: `Bearer ${token}x` }],
    ["with the beginning of it", { authorization: `Bearer ${token.slice(0, -1)}` }],
    ["in another scheme", { authorization: `Basic ${token}` }],
  ])("is refused from outside %s", (_how, scrape) => {
    expect(refusal({ forwardedFor: "203.0.113.9", ...scrape }, settings)).toBe(401);
  });

  test("is refused with a wrong one on loopback too", () => {
    expect(refusal({ forwardedFor: "127.0.0.1", authorization: "Bearer another-token-12" }, settings)).toBe(401);
  });
});

test("the worker's own server keeps the same rule, over a socket", async () => {
  const server = serveMetrics(0, { metricsToken: token, trustedProxies: 0 });
  await once(server, "listening");
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${origin}${path}`, { headers })).status;

  expect(await (await fetch(`${origin}/api/metrics`)).text()).toContain("process_cpu_seconds_total");
  expect(await ask("/api/metrics", { "x-forwarded-for": "203.0.113.9" })).toBe(401);
  expect(await ask("/api/metrics", { "x-forwarded-for": "203.0.113.9", authorization: `Bearer ${token}` })).toBe(200);
  expect(await ask("/")).toBe(404);
  server.close();
});
