import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failureCodes } from "../src/identity/failure-codes.ts";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode();
});
afterAll(() => mode.close());

const create = (parameters: Partial<Stripe.Identity.VerificationSessionCreateParams> = {}) =>
  mode.stripe.identity.verificationSessions.create({ type: "document", ...parameters });
const retrieve = (id: string) =>
  mode.stripe.identity.verificationSessions.retrieve(id, { expand: ["last_verification_report", "verified_outputs"] });

async function reportOf(id: string): Promise<Stripe.Identity.VerificationReport> {
  const report = (await retrieve(id)).last_verification_report;
  if (report === null || typeof report === "string") throw new Error("There is no report.");
  return report;
}

/** Every event the receiver gets about a session, once it got the last of them. */
async function eventsOf(id: string, last: string): Promise<string[]> {
  const about = ({ event }: { event: Stripe.Event }) => "id" in event.data.object && event.data.object.id === id;
  await mode.receiver.until(
    (received) => about(received) && received.event.type === `identity.verification_session.${last}`,
  );
  return mode.receiver.received
    .filter(about)
    .map(({ event }) => event.type.replace("identity.verification_session.", ""));
}

test("a new session has exactly the documented properties", async () => {
  const session = await create({
    options: { document: { require_matching_selfie: true } },
    metadata: { user_id: "usr_42" },
  });
  const { lastResponse: _, ...shown } = session;
  expect(shown).toEqual({
    id: expect.stringMatching(/^vs_\w{24}$/),
    object: "identity.verification_session",
    client_reference_id: null,
    client_secret: expect.stringMatching(new RegExp(`^${session.id}_secret_test_\\w+$`)),
    created: expect.any(Number),
    last_error: null,
    last_verification_report: null,
    livemode: false,
    metadata: { user_id: "usr_42" },
    options: { document: { require_matching_selfie: true } },
    redaction: null,
    related_customer: null,
    related_customer_account: null,
    status: "requires_input",
    type: "document",
    url: expect.stringMatching(/\/start\/test_\w+$/),
  });
  expect(session.client_secret?.split("_secret_")[1]).toBe(session.url?.split("/start/")[1]);
});

test("retrieve hands out the unused secret again, and a fresh one after 24 hours", async () => {
  const { id, client_secret } = await create();
  expect((await retrieve(id)).client_secret).toBe(client_secret);
  await mode.control("POST", "/clock", { advanceSeconds: 24 * 3600 });
  expect((await retrieve(id)).client_secret).not.toBe(client_secret);
});

test("a verified attempt leaves one report, outputs, no secret, and says processing before verified", async () => {
  const { id } = await create({ options: { document: { require_matching_selfie: true } } });
  await mode.submit(id, "verified");
  const session = await retrieve(id);
  expect(session).toMatchObject({ status: "verified", client_secret: null, url: null, last_error: null });
  expect(session.verified_outputs?.first_name).toEqual(expect.any(String));
  expect(await reportOf(id)).toMatchObject({
    verification_session: id,
    document: { status: "verified", error: null },
    selfie: { status: "verified", error: null },
  });
  const { data } = await mode.stripe.identity.verificationReports.list({ verification_session: id });
  expect(data).toHaveLength(1);
  expect(await eventsOf(id, "verified")).toEqual(["created", "processing", "verified"]);
});

const submittedCodes = Object.entries(failureCodes)
  .filter(([stage]) => stage !== "before_submission")
  .flatMap(([stage, codes]) => codes.map((code) => [code, stage] as const));

test.each(submittedCodes)("%s fails the %s check and is the session's last_error", async (code, stage) => {
  const { id } = await create();
  await mode.submit(id, code);
  const session = await retrieve(id);
  expect(session).toMatchObject({ status: "requires_input", last_error: { code, reason: expect.any(String) } });
  expect(session.client_secret).toEqual(expect.any(String));
  expect(session.verified_outputs).toBeNull();
  expect(await reportOf(id)).toMatchObject({ [stage]: { status: "unverified", error: { code } } });
});

test.each(failureCodes.before_submission)("%s leaves no report but an event", async (code) => {
  const { id } = await create();
  await mode.submit(id, code);
  expect(await retrieve(id)).toMatchObject({
    status: "requires_input",
    last_error: { code },
    last_verification_report: null,
  });
  expect(await eventsOf(id, "requires_input")).toEqual(["created", "requires_input"]);
});

test("the session's code is that of the first failing block", async () => {
  const { id } = await create({ options: { document: { require_matching_selfie: true, require_id_number: true } } });
  await mode.submit(id, "document_unverified_other");
  expect(await reportOf(id)).toMatchObject({
    document: { error: { code: "document_unverified_other", reason: "The document is invalid." } },
    selfie: { error: { code: "selfie_unverified_other" } },
    id_number: { error: { code: "id_number_insufficient_document_data" } },
  });
  expect((await retrieve(id)).last_error?.code).toBe("document_unverified_other");
});

test("blocks are there only for checks that ran", async () => {
  const { id } = await create();
  await mode.submit(id, "verified");
  const report = await reportOf(id);
  for (const block of ["selfie", "id_number", "email", "phone"]) expect(report).not.toHaveProperty(block);

  const { id: idNumberId } = await create({ type: "id_number" });
  await mode.submit(idNumberId, "verified");
  const idNumberReport = await reportOf(idNumberId);
  expect(idNumberReport).not.toHaveProperty("document");
  expect(idNumberReport.id_number?.status).toBe("verified");
});

test("a failed session can be submitted again with a fresh secret, and keeps both reports", async () => {
  const { id, client_secret } = await create();
  await mode.submit(id, "document_expired");
  expect((await retrieve(id)).client_secret).not.toBe(client_secret);
  await mode.submit(id, "verified");
  expect((await mode.stripe.identity.verificationReports.list({ verification_session: id })).data).toHaveLength(2);
});

test("passports have one picture and no address, cards two", async () => {
  for (const [type, pictures] of [
    ["passport", 1],
    ["id_card", 2],
    ["driving_license", 2],
  ] as const) {
    const { id } = await create({ options: { document: { allowed_types: [type] } } });
    await mode.submit(id, "verified");
    const { document } = await reportOf(id);
    expect(document?.type).toBe(type);
    expect(document?.files).toHaveLength(pictures);
    expect(document?.address === null).toBe(type === "passport");
  }
});

test("outputs say what the document says", async () => {
  const { id } = await create({ options: { document: { require_matching_selfie: true, require_id_number: true } } });
  const address = {
    line1: "1 Test Way",
    line2: null,
    city: "Oakland",
    state: "CA",
    postal_code: "94607",
    country: "US",
  };
  await mode.submit(id, "verified", {
    outputs: {
      first_name: "Ada",
      last_name: "Example",
      dob: { day: 4, month: 7, year: 1990 },
      address,
      document: { type: "driving_license", issuing_country: "US", number: "X1" },
      id_number: "0000",
      id_number_type: "us_ssn",
    },
  });
  const expand = ["verified_outputs.dob", "verified_outputs.id_number", "last_verification_report.document.number"];
  const session = await mode.restricted.identity.verificationSessions.retrieve(id, { expand });
  expect(session.verified_outputs).toEqual({
    address,
    dob: { day: 4, month: 7, year: 1990 },
    email: null,
    first_name: "Ada",
    id_number: "0000",
    id_number_type: "us_ssn",
    last_name: "Example",
    phone: null,
  });
  expect(session.last_verification_report).toMatchObject({ document: { number: "X1", type: "driving_license" } });
});

test.each([
  [{ outcome: "document_lost" }, "outcome must be"],
  [{ outcome: "verified", delaySeconds: -1 }, "delaySeconds must be"],
  [{ outcome: "verified", outputs: { shoe_size: 42 } }, "Unknown property: outputs.shoe_size"],
  [{ outcome: "verified", outputs: { dob: "1990-07-04" } }, "outputs.dob must be"],
])("a submit that is not understood is explained: %j", async (body, explanation) => {
  const { id } = await create();
  await expect(mode.control("POST", `/verification_sessions/${id}/submit`, body)).rejects.toThrow(explanation);
});

test("an asynchronous outcome is processing until the clock gets there", async () => {
  const { id } = await create();
  await mode.submit(id, "verified", { delaySeconds: 600 });
  expect(await retrieve(id)).toMatchObject({ status: "processing", client_secret: null, url: null });
  await mode.control("POST", "/clock", { advanceSeconds: 300 });
  expect((await retrieve(id)).status).toBe("processing");
  await mode.control("POST", "/clock", { advanceSeconds: 300 });
  expect((await retrieve(id)).status).toBe("verified");
});

test("what fell due in a leap of the clock carries the time it was due", async () => {
  const { id, created } = await create();
  await mode.submit(id, "verified", { delaySeconds: 60 });
  await mode.control("POST", "/clock", { advanceSeconds: 86400 });
  const report = await reportOf(id);
  expect(report.created - created).toBeLessThan(120);
});

test("only an open session can be updated or canceled; canceling twice changes nothing", async () => {
  const { identity } = mode.stripe;
  const open = await create();
  await mode.submit(open.id, "document_expired");
  const updated = await identity.verificationSessions.update(open.id, {
    options: { document: { allowed_types: ["passport"] } },
    provided_details: { email: "new@demo.test" },
  });
  expect(updated.options?.document?.allowed_types).toEqual(["passport"]);

  const canceled = await identity.verificationSessions.cancel(open.id);
  expect(canceled).toMatchObject({ status: "canceled", last_error: null, client_secret: null, url: null });
  expect((await identity.verificationSessions.cancel(open.id)).status).toBe("canceled");
  expect((await mode.refusal(identity.verificationSessions.update(open.id, {}))).statusCode).toBe(400);

  const processing = await create();
  await mode.submit(processing.id, "verified", { delaySeconds: 60 });
  const verified = await create();
  await mode.submit(verified.id, "verified");
  expect((await mode.refusal(identity.verificationSessions.cancel(verified.id))).message).toBe(
    'You cannot cancel this VerificationSession because it has a status of "verified". Only a VerificationSession in "requires_input" status may be canceled.',
  );
  for (const { id } of [processing, verified]) {
    expect((await mode.refusal(identity.verificationSessions.cancel(id))).statusCode).toBe(400);
    expect((await mode.refusal(identity.verificationSessions.update(id, { metadata: { a: "b" } }))).statusCode).toBe(
      400,
    );
    await expect(mode.submit(id, "verified")).rejects.toThrow("400 VerificationSession");
  }
  expect((await mode.refusal(identity.verificationSessions.redact(processing.id))).statusCode).toBe(400);
});

test("what cannot be updated is an unknown parameter of update", async () => {
  const { id } = await create();
  // The SDK's types know better; a client without types does not.
  const parameters = { return_url: "https://demo.test" } as Stripe.Identity.VerificationSessionUpdateParams;
  const error = await mode.refusal(mode.stripe.identity.verificationSessions.update(id, parameters));
  expect(error.code).toBe("parameter_unknown");
});

test("the Dashboard's override moves verified to requires_input and back, with an event each", async () => {
  const { id } = await create();
  await expect(mode.control("POST", `/verification_sessions/${id}/override`, { status: "verified" })).rejects.toThrow(
    "no processed attempt",
  );
  await mode.submit(id, "verified");
  await mode.control("POST", `/verification_sessions/${id}/override`, { status: "requires_input" });
  expect(await retrieve(id)).toMatchObject({ status: "requires_input", verified_outputs: null });
  await mode.control("POST", `/verification_sessions/${id}/override`, { status: "verified" });
  expect((await retrieve(id)).verified_outputs).not.toBeNull();
  expect(await eventsOf(id, "requires_input")).toContain("requires_input");
});

test("a flow gives its checks to sessions, and its static link makes sessions the account never made", async () => {
  const flow = await mode.control<{ id: string; static_link: string }>("POST", "/verification_flows", {
    document: { require_matching_selfie: true },
    email: { require_verification: true },
  });
  const session = await mode.stripe.identity.verificationSessions.create({
    verification_flow: flow.id,
    provided_details: { email: "flow@demo.test" },
  });
  expect(session).toMatchObject({ type: "verification_flow", verification_flow: flow.id });
  await mode.submit(session.id, "verified");
  expect(await reportOf(session.id)).toMatchObject({
    email: { status: "verified", email: "flow@demo.test" },
    selfie: {},
  });

  const response = await fetch(`${flow.static_link}?client_reference_id=walk-in`, { redirect: "manual" });
  expect(response.status).toBe(303);
  const { data } = await mode.stripe.identity.verificationSessions.list({ client_reference_id: "walk-in" });
  expect(data).toMatchObject([{ status: "requires_input", verification_flow: flow.id, metadata: {} }]);
});

test("the clock goes back only while nothing has happened", async () => {
  const fresh = await startTestMode();
  const monthsAgo = Math.floor(Date.now() / 1000) - 90 * 86400;
  await fresh.control("POST", "/clock", { now: monthsAgo });
  const session = await fresh.stripe.identity.verificationSessions.create({ type: "document" });
  expect(session.created - monthsAgo).toBeLessThan(60);
  await expect(fresh.control("POST", "/clock", { now: monthsAgo - 1000 })).rejects.toThrow("back");
  await fresh.control("POST", "/clock", { now: Math.floor(Date.now() / 1000) });
  await fresh.control("POST", "/reset");
  expect((await fresh.stripe.identity.verificationSessions.list()).data).toEqual([]);
  await fresh.close();
});
