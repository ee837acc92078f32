import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failureCodes } from "../src/identity/failure-codes.ts";
import { startTestMode, type TestMode } from "./harness.ts";

type Report = Stripe.Identity.VerificationReport;

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ webhookUrls: [] });
});
afterAll(() => mode.close());

const blocks = ["document", "selfie", "id_number", "email", "phone"] as const;
const everyCheck = { document: { require_matching_selfie: true, require_id_number: true } };

const create = (parameters: Partial<Stripe.Identity.VerificationSessionCreateParams> = {}) =>
  mode.stripe.identity.verificationSessions.create({ type: "document", ...parameters });

/** A session whose flow asks for all five checks. */
async function createWithEveryCheck(): Promise<Stripe.Identity.VerificationSession> {
  const flow = await mode.control<{ id: string }>("POST", "/verification_flows", {
    ...everyCheck,
    email: { require_verification: true },
    phone: { require_verification: true },
  });
  return mode.stripe.identity.verificationSessions.create({
    verification_flow: flow.id,
    provided_details: { email: "given@demo.test", phone: "+15555550100" },
  });
}

async function sessionOf(id: string): Promise<Stripe.Identity.VerificationSession> {
  const expand = ["verified_outputs", "last_verification_report"];
  return mode.stripe.identity.verificationSessions.retrieve(id, { expand });
}

async function reportOf(id: string): Promise<Report> {
  const report = (await sessionOf(id)).last_verification_report;
  if (report === null || typeof report === "string") throw new Error("There is no report.");
  return report;
}

async function reportAfter(
  parameters: Partial<Stripe.Identity.VerificationSessionCreateParams>,
  outcome: string,
  more: Record<string, unknown> = {},
): Promise<Report> {
  const { id } = await create(parameters);
  await mode.submit(id, outcome, more);
  return reportOf(id);
}

const blocksOf = (report: Report) => blocks.filter((block) => report[block] !== undefined);

test("a report has exactly the documented properties, hidden ones only when expanded", async () => {
  const session = await createWithEveryCheck();
  await mode.submit(session.id, "verified");
  const { id } = await reportOf(session.id);
  const { lastResponse: _, ...report } = await mode.stripe.identity.verificationReports.retrieve(id);
  expect(report).toEqual({
    id: expect.stringMatching(/^vr_\w{24}$/),
    object: "identity.verification_report",
    client_reference_id: null,
    created: expect.any(Number),
    livemode: false,
    options: { ...everyCheck, id_number: {} },
    type: "verification_flow",
    verification_flow: session.verification_flow,
    verification_session: session.id,
    document: {
      status: "verified",
      error: null,
      address: report.document?.type === "passport" ? null : expect.any(Object),
      files: expect.any(Array),
      first_name: expect.any(String),
      last_name: expect.any(String),
      issued_date: { day: expect.any(Number), month: expect.any(Number), year: expect.any(Number) },
      issuing_country: expect.stringMatching(/^[A-Z]{2}$/),
      type: expect.stringMatching(/^(driving_license|id_card|passport)$/),
    },
    selfie: {
      status: "verified",
      error: null,
      document: report.document?.files?.[0],
      selfie: expect.stringMatching(/^file_/),
    },
    id_number: {
      status: "verified",
      error: null,
      first_name: report.document?.first_name,
      last_name: report.document?.last_name,
      id_number_type: expect.stringMatching(/^(br_cpf|sg_nric|us_ssn)$/),
    },
    email: { status: "verified", error: null, email: "given@demo.test" },
    phone: { status: "verified", error: null, phone: "+15555550100" },
  });

  const hidden = {
    document: ["dob", "expiration_date", "number", "sex", "unparsed_place_of_birth", "unparsed_sex"],
    id_number: ["dob", "id_number"],
  };
  const expand = Object.entries(hidden).flatMap(([block, names]) => names.map((name) => `${block}.${name}`));
  const whole = await mode.restricted.identity.verificationReports.retrieve(id, { expand });
  for (const block of ["document", "id_number"] as const) {
    expect(Object.keys(whole[block] ?? {}).sort()).toEqual(
      [...Object.keys(report[block] ?? {}), ...hidden[block]].sort(),
    );
  }
});

const submittedCodes = Object.entries(failureCodes)
  .filter(([stage]) => stage !== "before_submission")
  .flatMap(([stage, codes]) => codes.map((code) => [code, stage] as const));

test.each(submittedCodes.filter(([code]) => code !== "document_unverified_other"))(
  "%s is in the %s block alone, and the session says the same",
  async (code, stage) => {
    const session = await createWithEveryCheck();
    await mode.submit(session.id, code);
    const { last_error, status } = await sessionOf(session.id);
    const report = await reportOf(session.id);
    expect([status, last_error?.code]).toEqual(["requires_input", code]);
    for (const block of blocks) {
      if (block === stage) expect(report[block]).toMatchObject({ status: "unverified", error: last_error });
      else expect(report[block]).toMatchObject({ status: "verified", error: null });
    }
  },
);

test("pictures show why: a face that is not there, a document or a selfie that cannot be made out", async () => {
  const pictureOf = async (file: string | null | undefined) => {
    const link = await mode.restricted.fileLinks.create({
      file: file ?? "",
      expires_at: Math.floor(Date.now() / 1000) + 20,
    });
    return Buffer.from(await (await fetch(link.url ?? "")).arrayBuffer());
  };
  const { id } = await create({
    options: { document: { allowed_types: ["passport"], require_matching_selfie: true } },
  });
  const pictures: Record<string, { document: Buffer; selfie: Buffer }> = {};
  for (const code of [
    "selfie_manipulated",
    "selfie_document_missing_photo",
    "document_unverified_other",
    "selfie_face_mismatch",
  ]) {
    await mode.submit(id, code);
    const { selfie } = await reportOf(id);
    pictures[code] = { document: await pictureOf(selfie?.document), selfie: await pictureOf(selfie?.selfie) };
  }
  const { selfie_manipulated: usual, ...others } = pictures;
  expect(others.selfie_face_mismatch?.document).toEqual(usual?.document);
  expect(others.selfie_face_mismatch?.selfie).not.toEqual(usual?.selfie);
  for (const code of ["selfie_document_missing_photo", "document_unverified_other"]) {
    expect(others[code]?.document).not.toEqual(usual?.document);
    expect(others[code]?.selfie).toEqual(usual?.selfie);
  }
});

test("the session's code is that of the first failing block", async () => {
  const session = await createWithEveryCheck();
  await mode.submit(session.id, "document_unverified_other");
  expect(await reportOf(session.id)).toMatchObject({
    document: { error: { code: "document_unverified_other", reason: "The document is invalid." } },
    selfie: { error: { code: "selfie_unverified_other" } },
    id_number: { error: { code: "id_number_insufficient_document_data" } },
    email: { error: null },
    phone: { error: null },
  });
  expect((await sessionOf(session.id)).last_error?.code).toBe("document_unverified_other");
});

test.each([
  [{}, ["document"]],
  [{ options: { document: { require_matching_selfie: true } } }, ["document", "selfie"]],
  [{ options: { document: { require_id_number: true } } }, ["document", "id_number"]],
  [{ options: everyCheck }, ["document", "selfie", "id_number"]],
  [{ options: { document: { require_matching_selfie: false, require_live_capture: true } } }, ["document"]],
  [{ type: "id_number" }, ["id_number"]],
  [{ type: "id_number", options: everyCheck }, ["id_number"]],
] as const)("%j runs the checks %j", async (parameters, ran) => {
  expect(
    blocksOf(await reportAfter(parameters as Stripe.Identity.VerificationSessionCreateParams, "verified")),
  ).toEqual(ran);
});

test("a flow's checks run", async () => {
  const session = await createWithEveryCheck();
  await mode.submit(session.id, "verified");
  expect(blocksOf(await reportOf(session.id))).toEqual([...blocks]);
});

test("there is one report for each submitted attempt, when all its checks ran, with the options of its time", async () => {
  const { id } = await create({ options: { document: { allowed_types: ["passport"] } } });
  const reports = async () => (await mode.stripe.identity.verificationReports.list({ verification_session: id })).data;
  for (const code of failureCodes.before_submission) await mode.submit(id, code);
  expect(await reports()).toEqual([]);

  await mode.submit(id, "document_expired");
  await mode.stripe.identity.verificationSessions.update(id, { options: { document: everyCheck.document } });
  await mode.submit(id, "verified", { delaySeconds: 1000 });
  expect(await reports()).toHaveLength(1);
  await mode.control("POST", "/clock", { advanceSeconds: 1000 });

  const [second, first, ...more] = await reports();
  expect(more).toEqual([]);
  expect(first?.options).toEqual({ document: { allowed_types: ["passport"] }, id_number: {} });
  expect(second?.options).toEqual({ document: { allowed_types: ["passport"], ...everyCheck.document }, id_number: {} });
  expect([first?.document?.status, second?.document?.status]).toEqual(["unverified", "verified"]);
  expect((second?.created ?? 0) - (first?.created ?? 0)).toBeGreaterThanOrEqual(1000);
  expect((await sessionOf(id)).last_verification_report).toMatchObject({ id: second?.id });
});

test.each([
  ["passport", 1],
  ["id_card", 2],
  ["driving_license", 2],
] as const)("a %s has %i pictures; only cards have an address", async (type, pictures) => {
  const { document } = await reportAfter({ options: { document: { allowed_types: [type] } } }, "verified");
  expect(document?.type).toBe(type);
  expect(new Set(document?.files).size).toBe(pictures);
  expect(document?.address === null).toBe(type === "passport");
});

test("a document of a given type has the pictures and the address of that type", async () => {
  const outputs = (type: string) => ({ outputs: { document: { type } } });
  const passport = await reportAfter(
    { options: { document: { allowed_types: ["id_card"] } } },
    "verified",
    outputs("passport"),
  );
  expect([passport.document?.files?.length, passport.document?.address]).toEqual([1, null]);
  const card = await reportAfter(
    { options: { document: { allowed_types: ["passport"] } } },
    "verified",
    outputs("id_card"),
  );
  expect(card.document?.files).toHaveLength(2);
  expect(card.document?.address).not.toBeNull();
});

test("a document of a type that is not allowed shows that type", async () => {
  const { document } = await reportAfter(
    { options: { document: { allowed_types: ["passport", "id_card"] } } },
    "document_type_not_supported",
  );
  expect(document).toMatchObject({ type: "driving_license", error: { code: "document_type_not_supported" } });
});

test("an expired document shows its date; one that cannot be made out shows nothing of its holder", async () => {
  const { id } = await create();
  await mode.submit(id, "document_expired");
  const expired = await reportOf(id);
  const expand = ["document.expiration_date", "document.number"];
  const { document } = await mode.restricted.identity.verificationReports.retrieve(expired.id, { expand });
  expect(document?.expiration_date?.year).toBeLessThan(new Date(expired.created * 1000).getUTCFullYear());
  expect(document?.number).toMatch(/^X\d{8}$/);

  await mode.submit(id, "document_unverified_other");
  const unreadable = await mode.restricted.identity.verificationReports.retrieve((await reportOf(id)).id, { expand });
  expect(unreadable.document).toMatchObject({
    first_name: null,
    last_name: null,
    address: null,
    issued_date: null,
    expiration_date: null,
    number: null,
    files: expect.any(Array),
  });
});

test("of a US number only the last four digits are kept", async () => {
  const { id } = await create({ options: everyCheck });
  await mode.submit(id, "verified", { outputs: { id_number: "078051120", id_number_type: "us_ssn" } });
  const expand = ["verified_outputs.id_number", "last_verification_report.id_number.id_number"];
  expect(await mode.restricted.identity.verificationSessions.retrieve(id, { expand })).toMatchObject({
    verified_outputs: { id_number: "1120", id_number_type: "us_ssn" },
    last_verification_report: { id_number: { id_number: "1120", id_number_type: "us_ssn" } },
  });
});

test("e-mail and phone are those provided, else those typed in; outputs may say otherwise", async () => {
  const flow = await mode.control<{ id: string }>("POST", "/verification_flows", {
    email: { require_verification: true },
    phone: { require_verification: true },
  });
  const contactsOf = async (parameters: Stripe.Identity.VerificationSessionCreateParams, outputs = {}) => {
    const session = await mode.stripe.identity.verificationSessions.create({
      verification_flow: flow.id,
      ...parameters,
    });
    await mode.submit(session.id, "verified", { outputs });
    const { email, phone } = await reportOf(session.id);
    expect((await sessionOf(session.id)).verified_outputs).toMatchObject({ email: email?.email, phone: phone?.phone });
    return [email?.email, phone?.phone];
  };
  const provided_details = { email: "given@demo.test", phone: "+15555550101" };
  expect(await contactsOf({ provided_details })).toEqual(["given@demo.test", "+15555550101"]);
  expect(await contactsOf({ provided_details }, { email: "typed@demo.test" })).toEqual([
    "typed@demo.test",
    "+15555550101",
  ]);
  expect(await contactsOf({})).toEqual([
    expect.stringMatching(/@demo\.test$/),
    expect.stringMatching(/^\+155555501\d\d$/),
  ]);
});

test("lists narrow by session, reference, type and time, newest first", async () => {
  const reference = "list of reports";
  const { verificationReports } = mode.stripe.identity;
  const documentReport = await reportAfter({ client_reference_id: reference }, "verified");
  await mode.control("POST", "/clock", { advanceSeconds: 100 });
  const idNumberReport = await reportAfter({ client_reference_id: reference, type: "id_number" }, "verified");
  const ids = async (parameters: Stripe.Identity.VerificationReportListParams) =>
    (await verificationReports.list({ client_reference_id: reference, ...parameters })).data.map(({ id }) => id);

  expect(await ids({})).toEqual([idNumberReport.id, documentReport.id]);
  expect(await ids({ type: "document" })).toEqual([documentReport.id]);
  expect(await ids({ type: "id_number" })).toEqual([idNumberReport.id]);
  expect(await ids({ created: { gt: documentReport.created } })).toEqual([idNumberReport.id]);
  expect(await ids({ created: { lte: documentReport.created } })).toEqual([documentReport.id]);
  expect(await ids({ created: idNumberReport.created })).toEqual([idNumberReport.id]);
  expect(await ids({ verification_session: documentReport.verification_session ?? "" })).toEqual([documentReport.id]);
  expect(await ids({ limit: 1, starting_after: idNumberReport.id })).toEqual([documentReport.id]);
  expect(await ids({ client_reference_id: "of nobody" })).toEqual([]);
});

test("what is not there, and what cannot be asked", async () => {
  const { verificationReports } = mode.stripe.identity;
  expect(await mode.refusal(verificationReports.retrieve("vr_nowhere"))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
    message: "No such verification_report: 'vr_nowhere'",
  });
  const refused = (query: string) =>
    mode.refusal(mode.stripe.rawRequest("GET", `/v1/identity/verification_reports?${query}`));
  expect((await refused("type=selfie")).param).toBe("type");
  expect((await refused("status=verified")).code).toBe("parameter_unknown");
  expect((await refused("starting_after=vr_nowhere")).code).toBe("resource_missing");
});
