import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ redactionDelaySeconds: 3600 });
});
afterAll(() => mode.close());

const finish = () => mode.control("POST", "/clock", { advanceSeconds: 3600 });

async function verified() {
  const session = await mode.stripe.identity.verificationSessions.create(
    {
      type: "document",
      metadata: { user_id: "usr_marked" },
      client_reference_id: "reference",
      provided_details: { email: "marked@demo.test" },
      options: { document: { allowed_types: ["id_card"], require_matching_selfie: true, require_id_number: true } },
    },
    { idempotencyKey: `create ${performance.now()}` },
  );
  await mode.submit(session.id, "verified", {
    outputs: {
      first_name: "Markedfirst",
      last_name: "Markedlast",
      address: { line1: "1 Marked Street", city: "Markedville", state: "CA", postal_code: "99999", country: "US" },
      document: { number: "MARKED123" },
      id_number: "4321",
      id_number_type: "us_ssn",
    },
  });
  return session;
}

test("redaction is a slow job: processing first, then placeholders, and nothing that was read remains", async () => {
  const { id } = await verified();
  const started = await mode.stripe.identity.verificationSessions.redact(id);
  expect(started).toMatchObject({ status: "verified", redaction: { status: "processing" } });
  await finish();

  const session = await mode.restricted.identity.verificationSessions.retrieve(id, {
    expand: ["verified_outputs.dob", "verified_outputs.sex", "provided_details", "last_verification_report"],
  });
  expect(session).toMatchObject({
    status: "verified",
    redaction: { status: "redacted" },
    client_secret: null,
    url: null,
    metadata: {},
    provided_details: { email: "[redacted]" },
    verified_outputs: {
      first_name: "[redacted]",
      last_name: "[redacted]",
      dob: { day: 1, month: 1, year: 1 },
      sex: "[redacted]",
      id_number_type: null,
      email: null,
      phone: null,
      address: {
        line1: "[redacted]",
        line2: null,
        city: "[redacted]",
        state: "[redacted]",
        postal_code: "[redacted]",
        country: "US",
      },
    },
  });
  expect(session.last_verification_report).toMatchObject({
    document: { first_name: "[redacted]", status: "verified" },
  });
});

test("reports, events and pictures are cleaned too", async () => {
  const { id } = await verified();
  const { data: before } = await mode.stripe.identity.verificationReports.list({ verification_session: id });
  const file = before[0]?.document?.files?.[0] ?? "";
  await mode.stripe.identity.verificationSessions.redact(id);
  await finish();

  const expand = ["data.document.number", "data.document.dob", "data.id_number.id_number", "data.id_number.dob"];
  const reports = await mode.restricted.identity.verificationReports.list({ verification_session: id, expand });
  const events = await mode.stripe.events.list({ limit: 100 });
  const ofSession = events.data.filter(({ data }) => "id" in data.object && data.object.id === id);
  expect(ofSession.length).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify([reports, ofSession])).not.toMatch(/marked|4321/i);

  const link = mode.restricted.fileLinks.create({ file, expires_at: Math.floor(Date.now() / 1000) + 20 });
  expect((await mode.refusal(link)).message).toContain("redacted");
});

test("a kept answer is given again for its key, without what was redacted", async () => {
  const { verificationSessions } = mode.stripe.identity;
  const parameters: Stripe.Identity.VerificationSessionCreateParams = {
    type: "document",
    metadata: { user_id: "usr_marked" },
    provided_details: { email: "marked@demo.test" },
    expand: ["provided_details", "verified_outputs", "last_verification_report"],
  };
  const options = { idempotencyKey: "kept answer" };
  const created = await verificationSessions.create(parameters, options);
  expect(created.provided_details).toEqual({ email: "marked@demo.test" });
  await verificationSessions.redact(created.id);
  await finish();
  const again = await verificationSessions.create(parameters, options);
  expect(again).toMatchObject({
    id: created.id,
    status: "requires_input",
    metadata: {},
    client_secret: null,
    url: null,
  });
  expect(JSON.stringify(again)).not.toMatch(/marked/i);
});

test("an event sent again after the redaction is the cleaned one", async () => {
  const { id } = await verified();
  const isCreation = ({ event }: { event: Stripe.Event }) =>
    event.type === "identity.verification_session.created" && "id" in event.data.object && event.data.object.id === id;
  const { event, body } = await mode.receiver.until(isCreation);
  expect(body).toMatch(/marked/i);
  await mode.stripe.identity.verificationSessions.redact(id);
  await finish();
  await mode.control("POST", `/deliveries/${event.id}/resend`);
  const bodies = mode.receiver.received.filter(isCreation).map((received) => received.body);
  expect(bodies.length).toBeGreaterThan(1);
  expect(bodies.at(-1)).not.toMatch(/marked/i);
});

test("logs of requests and deliveries name no one", async () => {
  const { id } = await verified();
  await mode.stripe.identity.verificationSessions.redact(id);
  await finish();
  const logs = [await mode.control("GET", "/requests"), await mode.control("GET", "/deliveries")];
  expect(JSON.stringify(logs)).toContain(id);
  expect(JSON.stringify(logs)).not.toMatch(/marked/i);
});

test("a picture's link dies with the redaction", async () => {
  const { id } = await verified();
  const { data } = await mode.stripe.identity.verificationReports.list({ verification_session: id });
  const file = data[0]?.selfie?.selfie ?? "";
  await mode.stripe.identity.verificationSessions.redact(id);
  await mode.control("POST", "/clock", { advanceSeconds: 3590 });
  const link = await mode.restricted.fileLinks.create({ file, expires_at: Math.floor(Date.now() / 1000) + 30 });
  const status = async () => {
    const picture = await fetch(link.url ?? "");
    await picture.arrayBuffer();
    return picture.status;
  };
  expect(await status()).toBe(200);
  await mode.control("POST", "/clock", { advanceSeconds: 10 });
  expect([await status(), (await mode.restricted.fileLinks.retrieve(link.id)).expired]).toEqual([404, false]);
});

test("an open session is canceled at once; its events carry no metadata", async () => {
  const { id } = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    metadata: { user_id: "usr_marked" },
  });
  const redacting = await mode.stripe.identity.verificationSessions.redact(id);
  expect(redacting).toMatchObject({ status: "canceled", redaction: { status: "processing" }, client_secret: null });
  await finish();
  for (const type of ["canceled", "redacted"]) {
    const { event } = await mode.receiver.until(
      (received) =>
        received.event.type === `identity.verification_session.${type}` &&
        "id" in received.event.data.object &&
        received.event.data.object.id === id,
    );
    expect(event.data.object).toMatchObject({ metadata: {} });
  }
});

test("a redacted session can be read, redacted again without effect, and nothing else", async () => {
  const { id } = await verified();
  const { verificationSessions } = mode.stripe.identity;
  await verificationSessions.redact(id);
  expect((await verificationSessions.redact(id)).redaction?.status).toBe("processing");
  await finish();
  expect((await verificationSessions.redact(id)).redaction?.status).toBe("redacted");
  expect((await mode.refusal(verificationSessions.update(id, { metadata: { a: "b" } }))).statusCode).toBe(400);
  expect((await mode.refusal(verificationSessions.cancel(id))).statusCode).toBe(400);
  await expect(
    mode.control("POST", `/verification_sessions/${id}/override`, { status: "requires_input" }),
  ).rejects.toThrow("400");
});

test("it takes as long as it takes on the emulator's clock, and ends as of then", async () => {
  const { id } = await verified();
  const { verificationSessions } = mode.stripe.identity;
  await verificationSessions.redact(id);
  const { now } = await mode.control<{ now: number }>("GET", "/clock");
  await mode.control("POST", "/clock", { advanceSeconds: 3500 });
  expect((await verificationSessions.retrieve(id)).redaction?.status).toBe("processing");
  await mode.control("POST", "/clock", { advanceSeconds: 7 * 86400 });
  expect((await verificationSessions.retrieve(id)).redaction?.status).toBe("redacted");
  const { data } = await mode.stripe.events.list({ type: "identity.verification_session.redacted", limit: 1 });
  expect(data[0]?.data.object).toMatchObject({ id, redaction: { status: "redacted" } });
  expect((data[0]?.created ?? 0) - now).toBeGreaterThanOrEqual(3600);
  expect((data[0]?.created ?? 0) - now).toBeLessThan(3700);
});

test("while it is under way the outputs are still there, the metadata is not", async () => {
  const { id } = await verified();
  await mode.stripe.identity.verificationSessions.redact(id);
  expect(await mode.stripe.identity.verificationSessions.retrieve(id, { expand: ["verified_outputs"] })).toMatchObject({
    metadata: {},
    redaction: { status: "processing" },
    verified_outputs: { first_name: "Markedfirst" },
  });
});

test("a session that was canceled before is redacted without another canceled event", async () => {
  const { verificationSessions } = mode.stripe.identity;
  const { id } = await verificationSessions.create({ type: "document", metadata: { user_id: "usr_marked" } });
  await mode.submit(id, "document_expired");
  await verificationSessions.cancel(id);
  await verificationSessions.redact(id);
  await finish();
  const { data } = await mode.stripe.events.list({ limit: 100 });
  const types = data.flatMap(({ type, data: { object } }) =>
    "id" in object && object.id === id ? [type.slice(30)] : [],
  );
  expect(types).toEqual(["redacted", "canceled", "requires_input", "processing", "created"]);
  expect(JSON.stringify(data.filter(({ data: { object } }) => "id" in object && object.id === id))).not.toContain(
    "marked",
  );
});

test("every attempt's report is cleaned, null stays null, and codes, type and country stay", async () => {
  const { verificationSessions, verificationReports } = mode.restricted.identity;
  const { id } = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    options: { document: { allowed_types: ["passport"], require_matching_selfie: true } },
  });
  await mode.submit(id, "document_unverified_other");
  await mode.submit(id, "verified", { outputs: { document: { issuing_country: "US" } } });
  const expand = ["data.document.dob", "data.document.expiration_date", "data.document.number"];
  const list = async () => (await verificationReports.list({ verification_session: id, expand })).data;
  const before = await list();
  await mode.stripe.identity.verificationSessions.redact(id);
  await finish();
  const marker = { day: 1, month: 1, year: 1 };
  const [last, first] = await list();
  expect(last).toMatchObject({
    id: before[0]?.id,
    created: before[0]?.created,
    options: before[0]?.options,
    selfie: before[0]?.selfie,
    document: {
      status: "verified",
      type: "passport",
      issuing_country: "US",
      files: before[0]?.document?.files,
      address: null,
      first_name: "[redacted]",
      last_name: "[redacted]",
      number: "[redacted]",
      dob: marker,
      issued_date: marker,
      expiration_date: marker,
    },
  });
  expect(first).toMatchObject({
    document: { error: { code: "document_unverified_other" }, first_name: null, number: null, dob: null },
  });
  const session = await verificationSessions.retrieve(id, { expand: ["verified_outputs.id_number"] });
  expect(session.verified_outputs).toMatchObject({ address: null, id_number: null, first_name: "[redacted]" });
});
