import Stripe from "stripe";
import { describe, expect, onTestFinished, test } from "vitest";
import { control, emulatorOnly, expectInvalid, refusalOf, restricted, stripe, submit, uniqueName } from "../target.ts";

const sessions = stripe.identity.verificationSessions;
const reports = stripe.identity.verificationReports;

describe("VerificationSessions", () => {
  test("are created with every parameter, and echo what applies", async () => {
    const client_reference_id = uniqueName("create");
    const customer = await stripe.customers.create({ name: "Ada Example", email: "ada@demo.test" });
    const session = await sessions.create({
      type: "document",
      client_reference_id,
      metadata: { user_id: "usr_42" },
      options: {
        document: {
          allowed_types: ["passport", "id_card"],
          require_id_number: true,
          require_live_capture: true,
          require_matching_selfie: true,
        },
      },
      provided_details: { email: "ada@demo.test", phone: "+15555550100" },
      related_customer: customer.id,
      return_url: "https://northwind.example/verify/submitted",
    });
    expect(session).toMatchObject({
      object: "identity.verification_session",
      client_reference_id,
      last_error: null,
      last_verification_report: null,
      livemode: false,
      metadata: { user_id: "usr_42" },
      redaction: null,
      related_customer: customer.id,
      related_customer_account: null,
      status: "requires_input",
      type: "document",
    });
    expect(session.options?.document).toMatchObject({ require_matching_selfie: true, require_live_capture: true });
    expect(session).not.toHaveProperty("return_url");
    expect((await sessions.list({ related_customer: customer.id })).data.map(({ id }) => id)).toEqual([session.id]);
  });

  test("carry one token in client_secret and url", async () => {
    const { id, client_secret, url } = await sessions.create({ type: "id_number" });
    expect(id).toMatch(/^vs_[A-Za-z0-9]{24}$/);
    const token = client_secret?.replace(`${id}_secret_test_`, "");
    expect(token).toMatch(/^[A-Za-z0-9]{20,}$/);
    expect(url).toMatch(new RegExp(`/start/test_${token}$`));
    expect(await sessions.retrieve(id)).toMatchObject({ client_secret: expect.any(String), url: expect.any(String) });
  });

  test("are one of two types, or come from a flow", async () => {
    expect((await sessions.create({ type: "id_number" })).type).toBe("id_number");
    expect(await refusalOf(sessions.create({}))).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
    const noFlow = await refusalOf(sessions.create({ verification_flow: "vf_none" }));
    expect(noFlow).toMatchObject({ statusCode: 400, code: "resource_missing", param: "verification_flow" });
  });

  // Accounts and persons are Connect's, which has to be set up elsewhere.
  emulatorOnly("may be about an account, or a person of one", async () => {
    const { id: account } = await stripe.accounts.create({ type: "custom", country: "US", business_type: "company" });
    const { id: person } = await stripe.accounts.createPerson(account, { first_name: "Ada" });
    const related_customer_account = account;
    const related_person = { account, person };
    const { id } = await sessions.create({ type: "document", related_customer_account });
    expect((await sessions.list({ related_customer_account, limit: 1 })).data[0]?.id).toBe(id);
    expect(await sessions.create({ type: "document", related_person })).toMatchObject({ related_person });
    const half = { type: "document", related_person: { account: related_person.account } };
    await expectInvalid(stripe.rawRequest("POST", "/v1/identity/verification_sessions", half), {
      code: "parameter_missing",
      param: "related_person[person]",
    });
    await expectInvalid(sessions.create({ type: "document", related_person: { account, person: "person_none" } }), {
      code: "resource_missing",
      param: "related_person[person]",
      message: "No such person: 'person_none'",
    });
  });

  test("are updated while they wait for input", async () => {
    const { id } = await sessions.create({ type: "document", metadata: { kept: "yes" } });
    const updated = await sessions.update(id, {
      type: "id_number",
      options: { document: { require_matching_selfie: true } },
      provided_details: { email: "grace@demo.test" },
      metadata: { more: "yes" },
      expand: ["provided_details"],
    });
    expect(updated).toMatchObject({
      type: "id_number",
      options: { document: { require_matching_selfie: true } },
      provided_details: { email: "grace@demo.test" },
      metadata: { kept: "yes", more: "yes" },
    });
    const cleared = await sessions.update(id, { type: "document", options: { document: "" } });
    expect(cleared.options?.document ?? {}).toEqual({});
    await expectInvalid(
      stripe.rawRequest("POST", `/v1/identity/verification_sessions/${id}`, { return_url: "https://x.example" }),
      {
        code: "parameter_unknown",
        param: "return_url",
      },
    );
  });

  test("are canceled once, and a second time without effect", async () => {
    const { id } = await sessions.create({ type: "document" });
    const canceled = await sessions.cancel(id);
    expect(canceled).toMatchObject({ status: "canceled", client_secret: null, url: null, last_error: null });
    expect(await sessions.cancel(id)).toMatchObject({ status: "canceled" });
    await expectInvalid(sessions.update(id, { metadata: { late: "yes" } }), {});
  });

  test("are redacted whether open or canceled; redaction takes its time", async () => {
    const { id } = await sessions.create({ type: "document", metadata: { user_id: "usr_42" } });
    const redacting = await sessions.redact(id);
    expect(redacting).toMatchObject({ status: "canceled", redaction: { status: "processing" }, url: null });
    expect(await sessions.redact(id)).toHaveProperty("redaction.status");
    await expectInvalid(sessions.update(id, { metadata: { late: "yes" } }), {});

    const other = await sessions.create({ type: "document" });
    await sessions.cancel(other.id);
    expect(await sessions.redact(other.id)).toMatchObject({ status: "canceled", redaction: { status: "processing" } });
  });

  test("that nobody made are 404", async () => {
    for (const call of [sessions.retrieve("vs_none"), sessions.cancel("vs_none"), sessions.redact("vs_none")]) {
      await expectInvalid(call, {
        status: 404,
        code: "resource_missing",
        param: expect.any(String),
        message: /'vs_none'/,
      });
    }
    await expectInvalid(reports.retrieve("vr_none"), {
      status: 404,
      code: "resource_missing",
      param: expect.any(String),
      message: /'vr_none'/,
    });
  });

  emulatorOnly("of a flow carry its options", async () => {
    const flow = await control<{ id: string }>("POST", "/verification_flows", {
      document: { require_matching_selfie: true },
      email: { require_verification: true },
      phone: { require_verification: true },
      matching: { dob: "similar", name: "none" },
    });
    const session = await sessions.create({ verification_flow: flow.id });
    expect(session).toMatchObject({
      type: "verification_flow",
      verification_flow: flow.id,
      options: { email: { require_verification: true }, matching: { dob: "similar", name: "none" } },
    });
    await submit(session.id, "verified");
    const verified = await restricted.identity.verificationSessions.retrieve(session.id, {
      expand: ["last_verification_report", "verified_outputs"],
    });
    expect(verified.last_verification_report).toMatchObject({
      type: "verification_flow",
      verification_flow: flow.id,
      document: { status: "verified" },
      selfie: { status: "verified" },
      email: { status: "verified" },
      phone: { status: "verified" },
    });
  });

  emulatorOnly("once processed, are neither updated nor canceled", async () => {
    const { id } = await sessions.create({ type: "document" });
    await submit(id, "verified", { delaySeconds: 3600 });
    expect(await sessions.retrieve(id)).toMatchObject({ status: "processing", client_secret: null, url: null });
    for (const call of [sessions.update(id, { metadata: {} }), sessions.cancel(id), sessions.redact(id)]) {
      await expectInvalid(call, { message: /status of "processing"/ });
    }
    await control("POST", "/clock", { advanceSeconds: 3600 });
    expect(await sessions.retrieve(id)).toMatchObject({ status: "verified", client_secret: null, url: null });
    await expectInvalid(sessions.cancel(id), {
      message:
        'You cannot cancel this VerificationSession because it has a status of "verified". Only a VerificationSession in "requires_input" status may be canceled.',
    });
  });
});

describe("results", () => {
  const sensitive = [
    "verified_outputs",
    "verified_outputs.dob",
    "verified_outputs.id_number",
    "verified_outputs.sex",
    "verified_outputs.unparsed_sex",
    "verified_outputs.unparsed_place_of_birth",
    "provided_details",
    "last_verification_report.document.dob",
    "last_verification_report.document.number",
    "last_verification_report.document.expiration_date",
    "last_verification_report.document.sex",
    "last_verification_report.document.unparsed_sex",
    "last_verification_report.document.unparsed_place_of_birth",
    "last_verification_report.id_number.dob",
    "last_verification_report.id_number.id_number",
  ];
  const codes = [
    ...["consent_declined", "device_not_supported", "under_supported_age", "country_not_supported", "abandoned"],
    ...["document_expired", "document_type_not_supported", "document_unverified_other"],
    ...["selfie_document_missing_photo", "selfie_face_mismatch", "selfie_unverified_other", "selfie_manipulated"],
    ...["id_number_insufficient_document_data", "id_number_mismatch", "id_number_unverified_other"],
    ...["email_unverified_other", "email_verification_declined"],
    ...["phone_unverified_other", "phone_verification_declined"],
  ];
  const everything = { document: { require_matching_selfie: true, require_id_number: true } };

  emulatorOnly("of a verified session show names to every key, the rest only to a restricted one", async () => {
    const { id } = await sessions.create({ type: "document", options: everything });
    await submit(id, "verified");
    expect(await sessions.retrieve(id)).not.toHaveProperty("verified_outputs");
    const named = await sessions.retrieve(id, { expand: ["verified_outputs", "last_verification_report"] });
    expect(named.verified_outputs).toMatchObject({ first_name: expect.any(String), last_name: expect.any(String) });
    expect(named.verified_outputs).not.toHaveProperty("dob");

    for (const path of sensitive.filter((each) => /dob|number$|expiration|sex|place/.test(each))) {
      const error = await refusalOf(sessions.retrieve(id, { expand: [path] }));
      expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
      expect(error.message).toContain(
        "To access sensitive verification results, configure a restricted API key with appropriate permissions.",
      );
    }
    const whole = await restricted.identity.verificationSessions.retrieve(id, { expand: sensitive });
    expect(whole.verified_outputs).toMatchObject({ dob: { year: expect.any(Number) } });
    expect(whole.last_verification_report).toMatchObject({ document: { number: expect.any(String) } });
  });

  emulatorOnly("older than 48 hours need more than the recent permission", async () => {
    const { id } = await sessions.create({ type: "document" });
    await submit(id, "verified");
    const read = () => restricted.identity.verificationSessions.retrieve(id, { expand: ["verified_outputs.dob"] });
    await read();
    await control("POST", "/clock", { advanceSeconds: 48 * 3600 + 1 });
    expect(await refusalOf(read())).toBeInstanceOf(Stripe.errors.StripePermissionError);
  });

  for (const code of codes) {
    emulatorOnly(`of ${code} have the shape Stripe documents, report and all`, async () => {
      const { id } = await sessions.create({ type: "document", options: everything });
      await submit(id, code);
      const session = await restricted.identity.verificationSessions.retrieve(id, { expand: sensitive });
      expect(session).toMatchObject({ status: "requires_input", last_error: { code, reason: expect.any(String) } });
      expect(session.verified_outputs).toBeNull();
    });
  }

  emulatorOnly("can be listed and retrieved as reports", async () => {
    const client_reference_id = uniqueName("reports");
    const { id } = await sessions.create({ type: "document", client_reference_id });
    await submit(id, "document_expired");
    await submit(id, "verified");
    const list = await reports.list({ verification_session: id });
    expect(list.data.map(({ document }) => document?.status)).toEqual(["verified", "unverified"]);
    const [latest] = list.data;
    const found = async (params: object) => (await reports.list(params)).data.map((report) => report.id);
    const ids = list.data.map((report) => report.id);
    expect(await found({ client_reference_id })).toEqual(ids);
    expect(await found({ client_reference_id, type: "document" })).toEqual(ids);
    expect(await found({ client_reference_id, type: "id_number" })).toEqual([]);
    expect(await found({ client_reference_id, created: { gt: (latest?.created ?? 0) + 60 } })).toEqual([]);
    expect((await reports.retrieve(latest?.id ?? "")).verification_session).toBe(id);
    expect((await sessions.retrieve(id)).last_verification_report).toBe(latest?.id);
    const number = { expand: ["document.number"] };
    expect(await refusalOf(reports.retrieve(latest?.id ?? "", number))).toMatchObject({ statusCode: 403 });
    await restricted.identity.verificationReports.retrieve(latest?.id ?? "", number);
  });

  test("can be listed where there are none", async () => {
    expect((await reports.list({ client_reference_id: uniqueName("nobody") })).data).toEqual([]);
  });

  emulatorOnly("are replaced by placeholders when redacted", async () => {
    const { id } = await sessions.create({ type: "document", options: everything, metadata: { user_id: "usr_42" } });
    await submit(id, "verified");
    await sessions.redact(id);
    await control("POST", "/clock", { advanceSeconds: 4 * 24 * 3600 });
    const granted = await control<{ permissions: string[] }>("GET", "/keys/permissions");
    onTestFinished(() => control("POST", "/keys/permissions", granted).then(() => undefined));
    await control("POST", "/keys/permissions", { permissions: [...granted.permissions, "all_sensitive"] });
    const redacted = await restricted.identity.verificationSessions.retrieve(id, { expand: sensitive });
    expect(redacted).toMatchObject({
      status: "verified",
      redaction: { status: "redacted" },
      metadata: {},
      verified_outputs: { first_name: "[redacted]", dob: { day: 1, month: 1, year: 1 } },
    });
  });
});
