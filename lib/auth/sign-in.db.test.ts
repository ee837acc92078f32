import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { startPath } from "@/lib/auth/callback-path";
import { requestSignInLink } from "@/lib/auth/sign-in";
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
