import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { startPath } from "@/lib/auth/callback-path";
import { countRequest, isWithinRequestLimits } from "@/lib/auth/request-limits";
import { requestSignInLink } from "@/lib/auth/sign-in";
import { db } from "@/lib/db/client";
import { signInLimits } from "@/lib/policy/limits";

const ask = (networkAddress: string) =>
  requestSignInLink({ email: `${randomUUID()}@demo.test`, callbackPath: startPath, networkAddress }, "en");

test("who has a network of IPv6 addresses gets no more links than who has one address", async () => {
  const { perNetworkAddress } = signInLimits;
  const addresses = Array.from({ length: perNetworkAddress + 20 }, (_, host) => `2001:db8:0:7::${host.toString(16)}`);
  const answers = await Promise.all(addresses.map(ask));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(perNetworkAddress);
  expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, code: "too_many" });
  expect(await ask("2001:DB8:0:7:FFFF::1")).toEqual({ ok: false, code: "too_many" });
  expect(await ask("2001:db8:0:8::1")).toMatchObject({ ok: true });
});

test("nobody waits until a stranger's request is counted, and who shares an address and a network waits in order", async () => {
  const [address, network, stranger] = [{ kind: "a" }, { kind: "b" }, { kind: "c" }].map((limit) => ({
    ...limit,
    value: randomUUID(),
    atMost: 1_000,
  }));
  if (!address || !network || !stranger) throw new Error("three were made");
  await db.$transaction(async (tx) => {
    expect(await countRequest(tx, [address, network])).toBe(true);
    expect(await isWithinRequestLimits([stranger])).toBe(true);
  });
  const crossed = Array.from({ length: 20 }, () => [
    [address, network],
    [network, address],
  ]).flat();
  expect(await Promise.all(crossed.map(isWithinRequestLimits))).not.toContain(false);
});
