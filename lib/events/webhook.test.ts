import fc from "fast-check";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { toEvent, verifyEvent } from "@/lib/events/webhook";

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
const verify = (payload: string, header: string | null, secrets: string[]) =>
  verifyEvent(Buffer.from(payload), header, secrets);
const sign = (payload: string, key: string, timestamp: number) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret: key, timestamp });

// The library compares with the real clock, so these times are the present's.
const present = () => Math.floor(Date.now() / 1000);

test("takes what Stripe signed, also with the older secret while a new one is rolled in", () => {
  const header = sign(body, other, present());
  expect(verify(body, header, [secret, other])).toMatchObject({ id: "evt_1", objectId: "vs_1", problem: null });
});

test("takes any of several signatures, and looks at no scheme but v1", () => {
  const [time = "", v1 = ""] = sign(body, secret, present()).split(",");
  const wrong = "0".repeat(64);
  expect(verify(body, `${time},v1=${wrong},${v1},v0=${wrong}`, [secret])).not.toBeNull();
  expect(verify(body, `${time},${v1.replace("v1", "v0")}`, [secret])).toBeNull();
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
  [
    "with a time of the present before the one that was signed",
    body,
    () => `t=${present()},${sign(body, secret, present() + 100_000)}`,
    [secret],
  ],
  [
    "with a time of the present after the one that was signed",
    body,
    () => `${sign(body, secret, present() + 100_000)},t=${present()}`,
    [secret],
  ],
];

test.each(refused)("refuses an event %s", (_why, payload, header, secrets) => {
  expect(verify(payload, header(), secrets)).toBeNull();
});

test("refuses every header that is not of Stripe's form, however it was changed", () => {
  const form = /^t=\d{1,12}(,v\d=[0-9a-f]{64})+$/;
  const good = sign(body, secret, present());
  const part = fc.constantFrom(
    ...good.split(","),
    "t=",
    "v1=",
    "t",
    ",",
    " ",
    "=",
    `t=${present()}`,
    "T=1",
    "v0=00",
    "\t",
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.array(fc.oneof(part, fc.string({ maxLength: 3 })))),
      fc.constantFrom("", ","),
      (parts, glue) => {
        const header = typeof parts === "string" ? parts : parts.join(glue);
        fc.pre(!form.test(header));
        expect(verify(body, header, [secret])).toBeNull();
      },
    ),
  );
  fc.assert(
    fc.property(fc.nat({ max: good.length }), fc.string({ minLength: 1, maxLength: 2 }), (at, added) => {
      const header = good.slice(0, at) + added + good.slice(at);
      fc.pre(!form.test(header));
      expect(verify(body, header, [secret])).toBeNull();
    }),
  );
});

const change = (fields: object) => JSON.stringify({ ...JSON.parse(body), ...fields });
const unreadable: [string, string, string | Uint8Array][] = [
  ["bytes that are no UTF-8", "event_not_utf8", Uint8Array.from([...Buffer.from(body), 0xff])],
  ["what is no JSON", "event_not_json", "{"],
  ["an array", "event_id", `[${body}]`],
  ["null", "event_id", "null"],
  ["no id", "event_id", change({ id: undefined })],
  ["an id that is no text", "event_id", change({ id: 7 })],
  ["an id of 3,000 characters", "event_id", change({ id: `evt_${"x".repeat(3_000)}` })],
  ["a type with NUL", "event_type", change({ type: "a\0" })],
  ["a type with half of a character", "event_type", change({ type: "\ud800" })],
  ["a time after every calendar", "event_created", change({ created: 1e15 })],
  ["a time with a fraction", "event_created", change({ created: 1.5 })],
  ["a mode that is no boolean", "event_livemode", change({ livemode: "no" })],
  ["a version with NUL", "event_version", change({ api_version: "\0" })],
  ["an account of 3,000 characters", "event_account", change({ account: "a".repeat(3_000) })],
  ["no object", "event_object", change({ data: { object: null } })],
  ["an object whose id is a number", "event_object", change({ data: { object: { id: 5 } } })],
  ["an object whose id has NUL", "event_object", change({ data: { object: { id: "vs_\0" } } })],
];

test.each(unreadable)(
  "reads %s as an event that says what is wrong with it, the same each time",
  (_what, problem, raw) => {
    const bytes = typeof raw === "string" ? Buffer.from(raw) : raw;
    const event = toEvent(bytes);
    expect(event.problem).toBe(problem);
    expect(event.id).toMatch(/^evt_\w{1,100}$/);
    expect(toEvent(bytes).id).toBe(event.id);
  },
);
