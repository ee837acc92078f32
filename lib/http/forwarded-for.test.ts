import { describe, expect, test } from "vitest";
import { appendPeer, callerOf, comesFromLoopback } from "@/lib/http/forwarded-for";

describe("whom X-Forwarded-For names", () => {
  test.each([
    ["the peer, with no proxy of ours, whatever the caller wrote", "203.0.113.9, 198.51.100.2", 0, "198.51.100.2"],
    ["whom our proxy saw", "192.0.2.1, 203.0.113.9, 10.0.0.1", 1, "203.0.113.9"],
    ["whom the outermost of two proxies saw", "192.0.2.1, 203.0.113.9, 10.0.0.1, 10.0.0.2", 2, "203.0.113.9"],
    ["nobody, when a proxy of ours left it out", "10.0.0.1", 1, null],
    ["nobody without the header", null, 0, null],
  ])("%s", (_who, header, trustedProxies, caller) => expect(callerOf(header, trustedProxies)).toBe(caller));

  test.each(["203.0.113.9:50412", "203.0.113.9:61117", "203.0.113.9"])(
    "as one and the same caller, from whichever port it speaks and whether the proxy tells it or not: %s",
    (entry) => expect(callerOf(`198.51.100.2:1, ${entry}, 10.0.0.1`, 1)).toBe("203.0.113.9"),
  );

  test.each(["[2001:db8::7]:50412", "[2001:db8::7]", "2001:db8::7"])("by IPv6 likewise: %s", (entry) => {
    expect(callerOf(`${entry}, 10.0.0.1`, 1)).toBe("2001:db8::7");
  });

  test.each(["2001:db8::203:50412", "203.0.113.9:port", "203.0.113.9:", "[2001:db8::7", "unknown", "_hidden"])(
    "as it stands, where that is nothing else than an address and a port: %s",
    (entry) => expect(callerOf(`${entry}, 10.0.0.1`, 1)).toBe(entry),
  );
});

describe("a request comes from loopback", () => {
  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.8.8.8"])("when its only address is %s", (address) => {
    expect(comesFromLoopback(address, 0)).toBe(true);
  });

  test.each([
    ["from outside", "203.0.113.9", 0],
    ["from outside, with a header that pretends", "127.0.0.1, 203.0.113.9", 0],
    ["through a proxy on this machine", "203.0.113.9, 127.0.0.1", 0],
    ["through a proxy on this machine, with a header that pretends", "127.0.0.1, 203.0.113.9, 127.0.0.1", 1],
    ["through a proxy that left the address out", "127.0.0.1", 1],
    ["from outside, through a proxy on this machine that tells ports", "203.0.113.9:50412, 127.0.0.1", 1],
    ["from a name that only looks like an address", "127.0.0.1.example.com", 0],
    ["with no header at all", null, 0],
    ["with an empty header", "", 0],
  ])("not %s", (_how, header, trustedProxies) => expect(comesFromLoopback(header, trustedProxies)).toBe(false));
});

test("the peer is the last entry", () => {
  expect(appendPeer(undefined, "127.0.0.1")).toBe("127.0.0.1");
  expect(appendPeer("203.0.113.9", "127.0.0.1")).toBe("203.0.113.9, 127.0.0.1");
});
