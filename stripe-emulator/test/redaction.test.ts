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

test("a picture's link dies with the redaction", async () => {
  const { id } = await verified();
  const { data } = await mode.stripe.identity.verificationReports.list({ verification_session: id });
  const file = data[0]?.selfie?.selfie ?? "";
  await mode.stripe.identity.verificationSessions.redact(id);
  const link = await mode.restricted.fileLinks.create({ file, expires_at: Math.floor(Date.now() / 1000) + 30 });
  await finish();
  expect((await fetch(link.url ?? "")).status).toBe(404);
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
