import Stripe from "stripe";
import { expect, test } from "vitest";
import { verifyEvent } from "@/lib/stripe/webhook";

const secret = "whsec_0123456789abcdef";
const other = "whsec_fedcba9876543210";
const body = JSON.stringify({
  id: "evt_1",
  type: "identity.verification_session.verified",
  created: 1_795_000_000,
  livemode: false,
  api_version: "2026-10-28.endive",
  data: { object: { id: "vs_1", object: "identity.verification_session" } },
});
const sign = (payload: string, key: string, timestamp: number) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret: key, timestamp });

// The library compares with the real clock, so these times are the present's.
const present = () => Math.floor(Date.now() / 1000);

test("takes what Stripe signed, also with the older secret while a new one is rolled in", () => {
  const header = sign(body, other, present());
  expect(verifyEvent(body, header, [secret, other])).toMatchObject({ id: "evt_1", objectId: "vs_1", livemode: false });
});

const refused: [string, string, () => string | null, string[]][] = [
  ["without a signature", body, () => null, [secret]],
  ["with another's signature", body, () => sign(body, other, present()), [secret]],
  [
    "when the body was written anew",
    JSON.stringify(JSON.parse(body), null, 2),
    () => sign(body, secret, present()),
    [secret],
  ],
  ["when no secret is configured", body, () => sign(body, secret, present()), []],
  ["with nonsense for a signature", body, () => "t=now,v1=yes", [secret]],
  ["when signed more than five minutes ago", body, () => sign(body, secret, present() - 301), [secret]],
  ["when signed more than five minutes ahead", body, () => sign(body, secret, present() + 302), [secret]],
  ["when it is signed but no event", "{}", () => sign("{}", secret, present()), [secret]],
  ["when it is signed but no JSON", "{", () => sign("{", secret, present()), [secret]],
];

test.each(refused)("refuses an event %s", (_why, payload, header, secrets) => {
  expect(verifyEvent(payload, header(), secrets)).toBeNull();
});
