import { createHmac, randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { POST as connectPOST } from "@/app/api/stripe/webhook/connect/route";
import { POST } from "@/app/api/stripe/webhook/route";
import { answerTask } from "@/lib/connect/mutations/answers";
import { databasePool, db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { receiveEvent } from "@/lib/events/receive";
import { toEvent } from "@/lib/events/webhook";
import { queueOf, sessionTarget } from "@/lib/jobs/definitions";
import { openUnderKeyring } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";
import { eraseDataOf } from "@/testkit/in-process/deletions";
import { signInSeller } from "@/testkit/in-process/sellers";
import { eventsOfAccount } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

afterEach(() => vi.restoreAllMocks());

const id = (prefix: string) => `${prefix}_${randomUUID().replaceAll("-", "")}`;

const bodyOf = (event: object) =>
  JSON.stringify({
    id: id("evt"),
    type: "identity.verification_session.verified",
    created: 1_795_000_000,
    livemode: false,
    api_version: "2026-10-28.endive",
    data: { object: { id: id("vs"), object: "identity.verification_session" } },
    ...event,
  });

/** Over the bytes: the SDK signs nothing but text. */
function signatureOf(payload: string | Uint8Array, [secret = ""] = env().stripe.webhookSecrets): string {
  const at = Math.floor(Date.now() / 1000);
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.`).update(payload).digest("hex")}`;
}

const deliver = (payload: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>) =>
  POST(
    new Request("http://localhost:3000/api/stripe/webhook", {
      method: "POST",
      body: payload,
      headers: headers ?? { "stripe-signature": signatureOf(payload) },
    }),
  );
const deliverToConnect = (payload: string, secrets = env().stripe.connectWebhookSecrets) =>
  connectPOST(
    new Request("http://localhost:3000/api/stripe/webhook/connect", {
      method: "POST",
      body: payload,
      headers: { "stripe-signature": signatureOf(payload, secrets) },
    }),
  );
const jobsOf = async (key: string) => {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from graphile_worker.jobs where key = ${key}`;
  return row?.count;
};
const jobsFor = (objectId: string) => jobsOf(`syncVerificationSession:${objectId}`);

describe("the webhook", () => {
  test("has stored the event and its job when it answers, and a repetition is counted and changes nothing", async () => {
    const vs = id("vs");
    const payload = bodyOf({ id: "evt_once", data: { object: { id: vs } } });
    expect(await (await deliver(payload)).json()).toEqual({ outcome: "queued" });
    const stored = await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_once" } });
    expect(stored).toMatchObject({ outcome: "queued", deliveries: 1, processedAt: null, failureCode: null });
    expect(await (await deliver(payload)).json()).toEqual({ outcome: "duplicate" });

    expect(await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_once" } })).toEqual({ ...stored, deliveries: 2 });
    expect(await jobsFor(vs)).toBe(1);
  });

  test("counts fifty deliveries at once as one event with fifty deliveries, and makes one job", async () => {
    const vs = id("vs");
    const payload = bodyOf({ id: "evt_storm", data: { object: { id: vs } } });
    const answers = await Promise.all(Array.from({ length: 50 }, async () => (await deliver(payload)).json()));
    expect(answers.filter(({ outcome }) => outcome === "queued")).toHaveLength(1);
    expect(await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_storm" } })).toMatchObject({ deliveries: 50 });
    expect(await jobsFor(vs)).toBe(1);
  });

  test("takes an event that was asked for as not delivered, and its delivery then as a repetition", async () => {
    const vs = id("vs");
    const payload = bodyOf({ id: "evt_fetched", data: { object: { id: vs } } });
    const event = toEvent(Buffer.from(payload));
    expect(await receiveEvent(event, 0)).toBe("queued");
    expect(await receiveEvent(event, 0)).toBe("duplicate");
    expect(await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_fetched" } })).toMatchObject({ deliveries: 0 });
    expect(await (await deliver(payload)).json()).toEqual({ outcome: "duplicate" });
    expect(await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_fetched" } })).toMatchObject({ deliveries: 1 });
    expect(await jobsFor(vs)).toBe(1);
  });

  test("knows the connected account, and when its payload has to go", async () => {
    await deliver(bodyOf({ id: "evt_connect", account: "acct_1Demo" }));
    const row = await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_connect" } });
    expect(row.account).toBe("acct_1Demo");
    expect(row.purgeAt.getTime() - row.receivedAt.getTime()).toBe(30 * 24 * 60 * 60 * 1000);
  });

  test("makes a job of its own for an event that comes in the moment in which a worker takes the session's job", async () => {
    const vs = id("vs");
    await deliver(bodyOf({ data: { object: { id: vs } } }));
    const worker = await databasePool().connect();
    const key = `syncVerificationSession:${vs}`;
    await worker.query("begin");
    await worker.query(
      "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool-test' where key = $1",
      [key],
    );
    const answered = deliver(bodyOf({ data: { object: { id: vs } } }));
    await until("a transaction waits for another", async () => {
      const [row] = await db.$queryRaw<{ waiting: number }[]>`select count(*)::int as waiting from pg_locks
        where not granted and locktype = 'transactionid'`;
      return (row?.waiting ?? 0) > 0;
    });
    await worker.query("commit");
    worker.release();

    expect(await (await answered).json()).toEqual({ outcome: "queued" });
    const jobs = await db.$queryRaw`
      select j.locked_at is null and attempts < max_attempts as waits, queue_name as queue
      from graphile_worker._private_jobs j join graphile_worker._private_job_queues q on q.id = j.job_queue_id
      where payload->>'verificationSessionId' = ${vs} order by j.id`;
    const queue = queueOf(sessionTarget(vs));
    expect(jobs).toEqual([
      { waits: false, queue },
      { waits: true, queue },
    ]);
  });

  test("stores what may be shown of an event so that only our keys open it, and only in its own row", async () => {
    const object = { id: id("vs"), object: "identity.verification_session", status: "verified" };
    const metadata = { note: "marked" };
    await deliver(bodyOf({ id: "evt_sealed", data: { object: { ...object, metadata } } }));
    const { payload: sealed } = await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_sealed" } });
    expect(Buffer.from(sealed ?? []).includes(object.id)).toBe(false);
    const opened = openUnderKeyring(sealed ?? new Uint8Array(), place.eventPayload("evt_sealed"));
    expect(JSON.parse(opened)).toEqual(
      JSON.parse(bodyOf({ id: "evt_sealed", data: { object: { ...object, metadata: null } } })),
    );
    expect(() => openUnderKeyring(sealed ?? new Uint8Array(), place.eventPayload("evt_other"))).toThrow();
  });

  test.each([
    ["of a type that we do not follow", { type: "customer.created", data: { object: { id: "cus_1" } } }],
    ["of an unknown identity event", { type: "identity.verification_session.polished" }],
    ["about no session", { data: { object: { id: null } } }],
  ])("keeps an event %s as ignored and answers 200", async (_what, event) => {
    const eventId = id("evt");
    const response = await deliver(bodyOf({ id: eventId, ...event }));
    expect([response.status, await response.json()]).toEqual([200, { outcome: "ignored" }]);
    expect(await db.stripeEvent.findUniqueOrThrow({ where: { id: eventId } })).toMatchObject({ outcome: "ignored" });
  });

  test("refuses what Stripe did not sign, and stores nothing of it", async () => {
    const payload = bodyOf({ id: "evt_unsigned" });
    expect((await deliver(payload, {})).status).toBe(400);
    expect((await deliver(payload, { "stripe-signature": "t=1,v1=00" })).status).toBe(400);
    expect(await db.stripeEvent.count({ where: { id: "evt_unsigned" } })).toBe(0);
  });

  test("refuses an event of the other mode", async () => {
    const otherMode = { id: "evt_other_mode", livemode: true };
    expect((await deliver(bodyOf(otherMode))).status).toBe(400);
    expect(await db.stripeEvent.count({ where: { id: otherMode.id } })).toBe(0);
  });

  test("takes an event of the other mode from Stripe where connected accounts' events come, and stores nothing of it", async () => {
    const payload = bodyOf({ id: "evt_other_mode", type: "account.updated", account: id("acct"), livemode: true });
    const response = await deliverToConnect(payload);
    expect([response.status, await response.json()]).toEqual([200, { outcome: "other_mode" }]);
    expect((await deliverToConnect(payload, ["whsec_of_a_stranger"])).status).toBe(400);
    expect(await db.stripeEvent.count({ where: { id: "evt_other_mode" } })).toBe(0);
  });

  test("refuses more than 256 KB, also when the length was not told", async () => {
    const payload = "x".repeat(256 * 1024 + 1);
    expect((await deliver(payload, {})).status).toBe(413);
    const stream = new Blob([payload]).stream();
    const request = new Request("http://localhost:3000/api/stripe/webhook", {
      method: "POST",
      body: stream,
      // Node wants to be told that the answer may come before the body has been sent.
      ...{ duplex: "half" },
    });
    expect((await POST(request)).status).toBe(413);
  });

  test("stores what it cannot read as a dead letter that opens with our keys, counts its repetition, and spares its neighbours", async () => {
    const bad = Buffer.concat([Buffer.from(bodyOf({ id: "evt_half" })), Uint8Array.of(0xff)]);
    const good = bodyOf({});
    const [first, ...others] = await Promise.all([
      deliver(bad),
      deliver(good),
      deliver(bodyOf({ id: "evt_late", created: 1e15 })),
    ]);
    expect([first.status, await first.json()]).toEqual([200, { outcome: "unreadable" }]);
    expect(await Promise.all(others.map((answer) => answer.json()))).toEqual([
      { outcome: "queued" },
      { outcome: "unreadable" },
    ]);
    expect(await (await deliver(bad)).json()).toEqual({ outcome: "duplicate" });

    const late = await db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_late" } });
    expect(late).toMatchObject({ outcome: "failed", failureCode: "event_created", deliveries: 1 });
    expect(await jobsFor(late.objectId ?? "")).toBe(0);
    const row = await db.stripeEvent.findFirstOrThrow({ where: { failureCode: "event_not_utf8" } });
    expect(row).toMatchObject({ outcome: "failed", deliveries: 2, objectId: null });
    expect(row.id).toMatch(/^evt_unreadable_[0-9a-f]{32}$/);
    const opened = openUnderKeyring(row.payload ?? new Uint8Array(), place.eventPayload(row.id));
    expect(opened).toContain("evt_half");
  });

  describe("takes whatever Stripe signs with 200, once and again", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\0",
        "\ud800",
        "vs_\udfff",
        "x".repeat(3_000),
        "evt_\0",
        "identity.verification_session.verified",
      ),
    );
    const odd = fc.oneof(text, fc.constantFrom(null, 1e15, -1, 1e308, 1.5, true, [], {}), fc.jsonValue());
    const event = fc.record(
      {
        id: odd,
        type: odd,
        created: odd,
        livemode: fc.oneof(fc.constant(false), text),
        api_version: odd,
        account: odd,
        data: fc.oneof(odd, fc.record({ object: fc.oneof(odd, fc.record({ id: odd })) })),
      },
      { requiredKeys: [] },
    );
    const mostlyOrdinary = fc
      .dictionary(fc.constantFrom("id", "type", "created", "api_version", "account", "data"), odd, { maxKeys: 2 })
      .map((fields) => bodyOf(fields));

    test.each<[string, fc.Arbitrary<string | Uint8Array<ArrayBuffer>>]>([
      ["an event of which every field is odd", event.map((fields) => JSON.stringify(fields))],
      ["an event of which some fields are odd", mostlyOrdinary],
      ["any JSON", fc.json()],
      ["any bytes", fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes))],
      [
        "what is nested too deeply",
        fc.constantFrom(
          "[".repeat(100_000),
          `{"a":`.repeat(40_000),
          bodyOf({}).replace("{", `{"nested":${"[".repeat(5_000)}${"]".repeat(5_000)},`),
        ),
      ],
    ])("%s", async (_what, bodies) => {
      // Beside others, because what arrives at once is stored together.
      const atOnce = fc.array(fc.oneof({ arbitrary: bodies, weight: 2 }, mostlyOrdinary), {
        minLength: 1,
        maxLength: 6,
      });
      await fc.assert(
        fc.asyncProperty(atOnce, async (some) => {
          for (const _ of [1, 2]) {
            const answers = await Promise.all(some.map(async (payload) => (await deliver(payload)).status));
            expect(answers.filter((status) => status !== 200)).toEqual([]);
          }
        }),
        { numRuns: 30 },
      );
    });
  });
});

describe("the webhook of connected accounts", () => {
  const ofAccount = (account: string | null, more: object = {}) =>
    bodyOf({
      type: "person.updated",
      ...(account ? { account } : {}),
      data: { object: { id: id("person"), object: "person" } },
      ...more,
    });

  test("has one sync of the account for whatever happened in it, and stores its events under the account", async () => {
    const acct = id("acct");
    const events = [
      ofAccount(acct),
      ofAccount(acct, { type: "capability.updated", data: { object: { id: "card_payments" } } }),
      ofAccount(acct, { type: "account.updated", data: { object: { id: acct } } }),
    ];
    for (const event of events) expect(await (await deliverToConnect(event)).json()).toEqual({ outcome: "queued" });
    expect(await jobsOf(`syncConnectedAccount:${acct}`)).toBe(1);
    expect(await db.stripeEvent.count({ where: { account: acct, objectId: acct, outcome: "queued" } })).toBe(3);
  });

  test("takes no session that a connected account made for one of ours", async () => {
    const vs = id("vs");
    const event = bodyOf({ account: id("acct"), data: { object: { id: vs } } });
    expect(await (await deliverToConnect(event)).json()).toEqual({ outcome: "ignored" });
    expect(await (await deliver(bodyOf({ account: id("acct"), data: { object: { id: vs } } }))).json()).toEqual({
      outcome: "ignored",
    });
    expect(await jobsFor(vs)).toBe(0);
  });

  test("follows what came to the other address, and nothing of an account that is not named", async () => {
    const acct = id("acct");
    expect(await (await deliver(ofAccount(acct))).json()).toEqual({ outcome: "queued" });
    expect(await jobsOf(`syncConnectedAccount:${acct}`)).toBe(1);
    expect(await (await deliverToConnect(ofAccount(null))).json()).toEqual({ outcome: "ignored" });
  });

  test("keeps nothing of what a seller answers, before a deletion or after it", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { viewer, stripeId } = await signInSeller();
    const answer = async (line1: string) => {
      const values = {
        ...{ "individual.first_name": "Zenobia", "individual.last_name": "Samplewood" },
        ...{ "individual.dob.day": "17", "individual.dob.month": "3", "individual.dob.year": "1984" },
        ...{ "individual.email": "zenobia@demo.test", "individual.phone": "+14155550199" },
        ...{ "individual.address.line1": line1, "individual.address.city": "Oakland" },
        ...{ "individual.address.state": "CA", "individual.address.postal_code": "94607" },
      };
      expect(await answerTask(viewer, { press: randomUUID(), person: null, values })).toEqual({ ok: true });
    };
    const receiveAll = async () => {
      const events = await eventsOfAccount(stripeId);
      for (const event of events) await receiveEvent(event);
      return Buffer.concat(events.map(({ rawBody }) => rawBody)).toString();
    };
    const kept = async () => {
      const rows = await db.stripeEvent.findMany({ where: { objectId: stripeId } });
      return rows.map(({ id: event, payload }) => payload && openUnderKeyring(payload, place.eventPayload(event)));
    };
    const personal = /1984|Kiln|Zenobia|Samplewood|zenobia@|4155550199|94607/;

    await answer("48 Kiln Street");
    const [sent, before] = [await receiveAll(), await kept()];
    for (const word of ["1984", "48 Kiln Street", "Zenobia", "zenobia@demo.test"]) expect(sent).toContain(word);
    expect(before.length).toBeGreaterThan(1);
    for (const body of before) {
      expect(body).toContain(stripeId);
      expect(body).not.toMatch(personal);
    }
    await db.$transaction((tx) => eraseDataOf(tx, viewer));
    expect((await kept()).filter((body) => body !== null)).toEqual([]);
    await answer("7 Kiln Street");
    expect(await receiveAll()).toContain("7 Kiln Street");
    const after = (await kept()).filter((body) => body !== null);
    expect(after.length).toBeGreaterThan(0);
    expect(after.join()).not.toMatch(personal);
  });

  test("believes its own secrets alone", async () => {
    const answer = await deliverToConnect(ofAccount(id("acct")), env().stripe.webhookSecrets);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: "invalid_signature" });
  });
});
