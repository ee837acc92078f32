import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failureCodes } from "../src/identity/failure-codes.ts";
import { startTestMode, type TestMode } from "./harness.ts";

/** Far enough that only the clock control gets there. */
const redactionDelaySeconds = 100_000;

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ redactionDelaySeconds });
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

test("a failed session can be submitted again with a fresh secret, and keeps both reports", async () => {
  const { id, client_secret } = await create();
  await mode.submit(id, "document_expired");
  expect((await retrieve(id)).client_secret).not.toBe(client_secret);
  await mode.submit(id, "verified");
  expect((await mode.stripe.identity.verificationReports.list({ verification_session: id })).data).toHaveLength(2);
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

test.each([
  { first_name: ["Quillfeather"] },
  { sex: "Quillfeather" },
  { dob: { day: "Quillfeather" } },
  { address: { line1: { street: "Quillfeather" } } },
  { document: { type: "Quillfeather" } },
  { id_number_type: "Quillfeather" },
])("a refused output is not repeated: %j", async (outputs) => {
  const { id } = await create();
  const submit = mode.control("POST", `/verification_sessions/${id}/submit`, { outcome: "verified", outputs });
  await expect(submit).rejects.toThrow(/^(?!.*Quillfeather).*outputs\.\w+/);
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

test("the clock is not led where no date can be written, at once or by steps, and goes on as it was", async () => {
  const fresh = await startTestMode();
  const move = (body: object) => fresh.control("POST", "/clock", body);
  await expect(move({ advanceSeconds: 1e300 })).rejects.toThrow("advanceSeconds is at most 10000000000 seconds.");
  await expect(move({ now: Date.now() })).rejects.toThrow("now is in Unix seconds, not milliseconds.");
  await move({ now: 99_999_999_000 });
  await expect(move({ advanceSeconds: 1e9 })).rejects.toThrow("The clock would be too far ahead.");
  const { created } = await fresh.stripe.identity.verificationSessions.create({ type: "document" });
  expect(created - 99_999_999_000).toBeLessThan(60);
  await fresh.close();
});

test("an outcome is not put off until no date can be written", async () => {
  const { id } = await create();
  await expect(mode.submit(id, "verified", { delaySeconds: 1e300 })).rejects.toThrow("delaySeconds is at most");
  expect((await retrieve(id)).status).toBe("requires_input");
});

const post = (path: string, parameters: Record<string, unknown> = {}) =>
  mode.stripe.rawRequest("POST", `/v1/identity/verification_sessions${path}`, parameters);

test.each([
  [{}, "parameter_missing", "type"],
  [{ type: "passport" }, undefined, "type"],
  [{ type: "verification_flow" }, undefined, "type"],
  [{ type: "" }, "parameter_invalid_empty", "type"],
  [{ type: "document", verification_flow: "vf_any" }, "parameters_exclusive", undefined],
  [{ verification_flow: "vf_nowhere" }, "resource_missing", "verification_flow"],
  [{ type: "document", options: { id_number: { a: "b" } } }, "parameter_unknown", "options[id_number]"],
  [{ type: "document", options: { email: { require_verification: true } } }, "parameter_unknown", "options[email]"],
  [{ type: "document", options: { phone: { require_verification: true } } }, "parameter_unknown", "options[phone]"],
  [{ type: "document", options: { matching: { name: "similar" } } }, "parameter_unknown", "options[matching]"],
  [{ type: "document", options: { document: { require_magic: true } } }, "parameter_unknown", undefined],
  [{ type: "document", options: { document: { allowed_types: ["library_card"] } } }, undefined, undefined],
  [{ type: "document", options: { document: { require_matching_selfie: "yes" } } }, undefined, undefined],
  [{ type: "document", provided_details: { first_name: "Ada" } }, "parameter_unknown", "provided_details[first_name]"],
  [{ type: "document", related_person: { account: "acct_1" } }, "parameter_missing", "related_person[person]"],
  [{ type: "document", related_person: { person: "person_1" } }, "parameter_missing", "related_person[account]"],
  [{ type: "document", return_url: "not a URL" }, "url_invalid", "return_url"],
  [{ type: "document", status: "verified" }, "parameter_unknown", "status"],
  [{ type: "document", expires_at: 1 }, "parameter_unknown", "expires_at"],
])("create refuses %j", async (parameters, code, param) => {
  const error = await mode.refusal(post("", parameters));
  expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error", code });
  if (param) expect(error.param).toBe(param);
});

test.each([
  ["", { return_url: "https://demo.test" }],
  ["", { client_reference_id: "other" }],
  ["", { related_customer: "cus_1" }],
  ["", { related_customer_account: "acct_1" }],
  ["", { related_person: { account: "acct_1", person: "person_1" } }],
  ["", { verification_flow: "vf_1" }],
  ["", { options: { email: { require_verification: true } } }],
  ["/cancel", { reason: "other" }],
  ["/redact", { reason: "other" }],
])("a session's own URL%s has no parameter %j", async (path, parameters) => {
  const { id } = await create();
  expect(await mode.refusal(post(`/${id}${path}`, parameters))).toMatchObject({
    statusCode: 400,
    code: "parameter_unknown",
  });
  expect(await retrieve(id)).toMatchObject({ status: "requires_input", redaction: null });
});

test("create keeps everything it accepts, shows provided_details only when expanded, and return_url never", async () => {
  const customer = await mode.stripe.customers.create();
  const account = await mode.stripe.accounts.create({ type: "custom", country: "US", business_type: "company" });
  const person = await mode.stripe.accounts.createPerson(account.id, { first_name: "Ada" });
  const given = {
    options: {
      document: {
        allowed_types: ["passport", "id_card"],
        require_id_number: true,
        require_live_capture: true,
        require_matching_selfie: false,
      },
    },
    provided_details: { email: "ada@demo.test", phone: "+15555550100" },
    metadata: { user_id: "usr_42" },
    client_reference_id: "reference",
    related_customer: customer.id,
    related_person: { account: account.id, person: person.id },
  } satisfies Partial<Stripe.Identity.VerificationSessionCreateParams>;
  const session = await create({ ...given, return_url: "https://demo.test/back?a=b" });
  const { provided_details, ...shown } = given;
  expect(session).toMatchObject(shown);
  expect(session).not.toHaveProperty("provided_details");
  expect(session).not.toHaveProperty("return_url");
  const expand = ["provided_details"];
  expect(await mode.stripe.identity.verificationSessions.retrieve(session.id, { expand })).toMatchObject({
    ...shown,
    provided_details,
  });
});

test("options echo what applies to the type", async () => {
  expect((await create()).options).toEqual({ document: {} });
  expect((await create({ type: "id_number" })).options).toEqual({ id_number: {} });
});

test("update merges options and details, an empty value unsets, and what is not mentioned stays", async () => {
  const { id, client_secret } = await create({
    options: { document: { allowed_types: ["passport"], require_matching_selfie: true } },
    provided_details: { email: "ada@demo.test", phone: "+15555550100" },
    metadata: { a: "1" },
  });
  const update = (parameters: Record<string, unknown>) =>
    post(`/${id}`, { ...parameters, expand: ["provided_details"] });
  const document = { allowed_types: ["passport"], require_matching_selfie: true };
  const steps = [
    [{}, { options: { document }, metadata: { a: "1" } }],
    [{ metadata: { b: "2" } }, { metadata: { a: "1", b: "2" } }],
    [
      { options: { document: { require_id_number: true } } },
      { options: { document: { ...document, require_id_number: true } } },
    ],
    [{ options: { document: "" } }, { options: { document: {} } }],
    [
      { provided_details: { email: "grace@demo.test" } },
      { provided_details: { email: "grace@demo.test", phone: "+15555550100" } },
    ],
    [{ type: "id_number" }, { type: "id_number", options: { id_number: {} } }],
    [
      { type: "document", metadata: "" },
      { type: "document", options: { document: {} }, metadata: {} },
    ],
  ] as const;
  for (const [parameters, shown] of steps) {
    const session: Record<string, unknown> = { ...(await update(parameters)) };
    for (const [name, value] of Object.entries(shown)) expect(session[name]).toEqual(value);
  }
  expect((await retrieve(id)).client_secret).toBe(client_secret);
});

/** Opens the hosted page with the token both fields carry. */
async function open(token: string, door: "url" | "modal"): Promise<number> {
  const response = await fetch(`${mode.url}/start/${token}${door === "modal" ? "?modal=1" : ""}`);
  await response.text();
  return response.status;
}

const tokenOf = ({ url }: Stripe.Identity.VerificationSession) => url?.split("/start/")[1] ?? "";
const secretTokenOf = (session: Stripe.Identity.VerificationSession) =>
  session.client_secret?.split(`${session.id}_secret_`)[1] ?? "";
const advance = (seconds: number) => mode.control("POST", "/clock", { advanceSeconds: seconds });

test("secret and url carry one token; the secret lives 24 hours, the url 48", async () => {
  const session = await create();
  const token = tokenOf(session);
  expect(token).toMatch(/^test_\w{32}$/);
  expect(secretTokenOf(session)).toBe(token);
  await advance(24 * 3600 - 60);
  expect([await open(token, "modal"), await open(token, "url")]).toEqual([200, 200]);
  await advance(60);
  expect([await open(token, "modal"), await open(token, "url")]).toEqual([410, 200]);
  await advance(24 * 3600 - 60);
  expect(await open(token, "url")).toBe(200);
  await advance(60);
  expect(await open(token, "url")).toBe(410);
});

test("retrieve hands out the unused token again, and after 24 hours a fresh one beside it", async () => {
  const session = await create();
  expect(tokenOf(await retrieve(session.id))).toBe(tokenOf(session));
  await advance(24 * 3600);
  const fresh = await retrieve(session.id);
  expect(tokenOf(fresh)).not.toBe(tokenOf(session));
  expect(secretTokenOf(fresh)).toBe(tokenOf(fresh));
  expect([await open(tokenOf(fresh), "modal"), await open(tokenOf(session), "url")]).toEqual([200, 200]);
});

test.each(["consent_declined", "document_expired"])("%s uses a token up, and retrieve makes another", async (code) => {
  const session = await create();
  expect([await open(tokenOf(session), "url"), await open(tokenOf(session), "url")]).toEqual([200, 200]);
  await mode.submit(session.id, code);
  expect([await open(tokenOf(session), "url"), await open(tokenOf(session), "modal")]).toEqual([410, 410]);
  const fresh = await retrieve(session.id);
  expect(tokenOf(fresh)).not.toBe(tokenOf(session));
  expect([await open(tokenOf(fresh), "url"), await open(tokenOf(fresh), "modal")]).toEqual([200, 200]);
});

/** Brings a session into a state; answers it with the last token it had. */
async function inState(state: keyof typeof matrix): Promise<{ id: string; token: string }> {
  const session = await create({ metadata: { user_id: "usr_42" } });
  const { id } = session;
  const { verificationSessions } = mode.stripe.identity;
  if (state === "requires_input after a failure") {
    await mode.submit(id, "document_expired");
    return { id, token: tokenOf(await retrieve(id)) };
  }
  if (state === "processing") await mode.submit(id, "verified", { delaySeconds: redactionDelaySeconds });
  if (state === "verified" || state === "redacting, verified" || state === "redacted")
    await mode.submit(id, "verified");
  if (state === "canceled" || state === "redacting, canceled before") await verificationSessions.cancel(id);
  if (state.startsWith("redact")) await verificationSessions.redact(id);
  if (state === "redacted") await advance(redactionDelaySeconds);
  return { id, token: tokenOf(session) };
}

type Verdict = "works" | "no effect" | "refused";
const closed = { url: "refused", modal: "refused" } as const;
const redacted = { update: "refused", cancel: "refused", redact: "no effect", ...closed } as const;
/** Section 8 of the reference: what may be called in which state. Everything can always be read. */
const matrix = {
  requires_input: { update: "works", cancel: "works", redact: "works", url: "works", modal: "works" },
  "requires_input after a failure": { update: "works", cancel: "works", redact: "works", url: "works", modal: "works" },
  processing: { update: "refused", cancel: "refused", redact: "refused", ...closed },
  verified: { update: "refused", cancel: "refused", redact: "works", ...closed },
  canceled: { update: "refused", cancel: "no effect", redact: "works", ...closed },
  "redacting, open before": redacted,
  "redacting, verified": redacted,
  "redacting, canceled before": redacted,
  redacted,
} as const satisfies Record<string, Record<string, Verdict>>;

const cells = Object.entries(matrix).flatMap(([state, calls]) =>
  // The keys and values of the literal above.
  Object.entries(calls).map(([call, verdict]) => [call, state as keyof typeof matrix, verdict as Verdict] as const),
);

test.each(cells)("%s, %s: %s", async (call, state, verdict) => {
  const { id, token } = await inState(state);
  const before = await retrieve(id);
  const { data } = await mode.stripe.identity.verificationSessions.list({ limit: 1 });
  expect(data[0]).toMatchObject({ id, status: before.status });
  if (call === "url" || call === "modal") {
    expect(await open(token, call)).toBe(verdict === "works" ? 200 : 410);
    return;
  }
  const path = call === "update" ? `/${id}` : `/${id}/${call}`;
  const parameters = call === "update" ? { metadata: { user_id: "usr_43" } } : {};
  if (verdict === "refused") {
    const error = await mode.refusal(post(path, parameters));
    expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
    const why = before.redaction
      ? `a redaction status of "${before.redaction.status}"`
      : `a status of "${before.status}"`;
    expect(error.message).toContain(`You cannot ${call} this VerificationSession because it has ${why}.`);
  } else {
    const answer = await post(path, parameters);
    if (call === "update") expect(answer).toMatchObject({ metadata: { user_id: "usr_43" } });
    if (call === "cancel") expect(answer).toMatchObject({ status: "canceled", last_error: null, client_secret: null });
    if (call === "redact")
      expect(answer).toMatchObject({ redaction: {}, metadata: {}, client_secret: null, url: null });
  }
  const { lastResponse: _, ...after } = await retrieve(id);
  const { lastResponse: __, ...untouched } = before;
  if (verdict === "works") expect(after).not.toEqual(untouched);
  else expect(after).toEqual(untouched);
});

test("canceling erases last_error and says so once", async () => {
  const { id } = await create();
  await mode.submit(id, "selfie_manipulated");
  const { verificationSessions } = mode.stripe.identity;
  expect((await retrieve(id)).last_error?.code).toBe("selfie_manipulated");
  for (const _ of [1, 2]) {
    const { last_error, last_verification_report, url } = await verificationSessions.cancel(id);
    expect([last_error, typeof last_verification_report, url]).toEqual([null, "string", null]);
  }
  expect((await eventsOf(id, "canceled")).filter((type) => type === "canceled")).toHaveLength(1);
});

test("the refusal to cancel has Stripe's words", async () => {
  const { id } = await inState("verified");
  expect((await mode.refusal(mode.stripe.identity.verificationSessions.cancel(id))).message).toBe(
    'You cannot cancel this VerificationSession because it has a status of "verified". Only a VerificationSession in "requires_input" status may be canceled.',
  );
});

test.each(["processing", "verified", "canceled", "redacting, verified", "redacted"] as const)(
  "nothing can be submitted while %s",
  async (state) => {
    const { id } = await inState(state);
    await expect(mode.submit(id, "verified")).rejects.toThrow(`400 VerificationSession ${id}`);
  },
);

test("the Dashboard's override moves verified to requires_input and back, with an event and a fresh door each", async () => {
  const { id } = await create();
  const override = (status: string) => mode.control("POST", `/verification_sessions/${id}/override`, { status });
  await expect(override("verified")).rejects.toThrow("no processed attempt");
  await mode.submit(id, "verified");
  await expect(override("verified")).rejects.toThrow('needs "requires_input"');
  await expect(override("canceled")).rejects.toThrow("status must be");

  await override("requires_input");
  const reopened = await retrieve(id);
  expect(reopened).toMatchObject({
    status: "requires_input",
    last_error: { code: null, reason: null },
    verified_outputs: null,
    last_verification_report: { document: { status: "verified" } },
  });
  expect(await open(tokenOf(reopened), "url")).toBe(200);

  await override("verified");
  expect(await retrieve(id)).toMatchObject({ status: "verified", last_error: null, url: null, client_secret: null });
  expect((await retrieve(id)).verified_outputs).not.toBeNull();
  expect(await open(tokenOf(reopened), "url")).toBe(410);
  await mode.receiver.until(
    ({ event }) =>
      event.type === "identity.verification_session.requires_input" &&
      "id" in event.data.object &&
      event.data.object.id === id,
  );
  const verifiedEvents = (await mode.stripe.events.list({ type: "identity.verification_session.verified", limit: 100 }))
    .data;
  expect(verifiedEvents.filter(({ data }) => "id" in data.object && data.object.id === id)).toMatchObject([
    { request: { id: null, idempotency_key: null } },
    {},
  ]);
});

test("a failed attempt can be overridden to verified, and then has what its document said", async () => {
  const { id } = await create();
  await mode.submit(id, "selfie_face_mismatch", { outputs: { first_name: "Ada" } });
  await mode.control("POST", `/verification_sessions/${id}/override`, { status: "verified" });
  expect(await retrieve(id)).toMatchObject({ status: "verified", verified_outputs: { first_name: "Ada" } });
  expect(await reportOf(id)).toMatchObject({ selfie: { status: "unverified" } });
});
