import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { permissions } from "../src/http/keys.ts";
import { startTestMode, type TestMode } from "./harness.ts";

/** What the restricted key may do by default. */
const usual = ["identity_read", "recent_sensitive", "files_read", "files_write"];

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ webhookUrls: [] });
});
afterAll(() => mode.close());

async function verified(): Promise<string> {
  const { id } = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    options: { document: { allowed_types: ["id_card"], require_matching_selfie: true, require_id_number: true } },
  });
  await mode.submit(id, "verified");
  return id;
}

async function reportOf(id: string): Promise<Stripe.Identity.VerificationReport> {
  const { data } = await mode.stripe.identity.verificationReports.list({ verification_session: id });
  const [report] = data;
  if (!report) throw new Error("There is no report.");
  return report;
}

const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const advance = (seconds: number) => mode.control("POST", "/clock", { advanceSeconds: seconds });

const ofOutputs = ["dob", "id_number", "sex", "unparsed_place_of_birth", "unparsed_sex"];
const ofReport = [
  "document.dob",
  "document.expiration_date",
  "document.number",
  "document.sex",
  "document.unparsed_place_of_birth",
  "document.unparsed_sex",
  "id_number.dob",
  "id_number.id_number",
];
const ofSession = [
  ...ofOutputs.map((name) => `verified_outputs.${name}`),
  ...ofReport.map((path) => `last_verification_report.${path}`),
];
const endpoints = [
  ...ofSession.map((path) => ["/v1/identity/verification_sessions/:session", path] as const),
  ...ofSession.map((path) => ["/v1/identity/verification_sessions", `data.${path}`] as const),
  ...ofReport.map((path) => ["/v1/identity/verification_reports/:report", path] as const),
  ...ofReport.map((path) => ["/v1/identity/verification_reports", `data.${path}`] as const),
];

test.each(endpoints)("GET %s, %s: refused to the secret key, shown to the restricted one", async (endpoint, path) => {
  const id = await verified();
  const url = endpoint.replace(":session", id).replace(":report", (await reportOf(id)).id);
  const read = (client: Stripe) => client.rawRequest("GET", `${url}?expand[]=${path}`);
  const error = await mode.refusal(read(mode.stripe));
  expect([error.statusCode, error.type]).toEqual([403, "StripePermissionError"]);
  expect(error.message).toContain(
    "To access sensitive verification results, configure a restricted API key with appropriate permissions.",
  );
  let shown: unknown = await read(mode.restricted);
  for (const name of path.split(".")) {
    const value: unknown = Object.entries(shown ?? {}).find(([key]) => key === name)?.[1];
    shown = Array.isArray(value) ? value[0] : value;
  }
  expect(shown).toBeTruthy();
});

const plain = ["address", "first_name", "last_name"];
test.each([
  [{}, [...plain, "dob", "sex", "unparsed_place_of_birth", "unparsed_sex"]],
  [{ type: "id_number" }, ["dob", "first_name", "id_number", "id_number_type", "last_name"]],
  [
    { options: { document: { allowed_types: ["id_card"], require_id_number: true } } },
    [...plain, "dob", "id_number", "id_number_type", "sex", "unparsed_place_of_birth", "unparsed_sex"],
  ],
  [
    { options: { document: { allowed_types: ["passport"] } } },
    ["dob", "first_name", "last_name", "sex", "unparsed_place_of_birth", "unparsed_sex"],
  ],
] as const)("checks of %j give outputs %j, the rest is null", async (parameters, given) => {
  const { id } = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    options: { document: { allowed_types: ["id_card"] } },
    // The literals above, read-only.
    ...(parameters as Stripe.Identity.VerificationSessionCreateParams),
  });
  await mode.submit(id, "verified");
  const expand = ofOutputs.map((name) => `verified_outputs.${name}`);
  const { verified_outputs: outputs } = await mode.restricted.identity.verificationSessions.retrieve(id, { expand });
  const names = Object.keys(outputs ?? {});
  expect(names.sort()).toEqual([...plain, ...ofOutputs, "email", "id_number_type", "phone"].sort());
  expect(
    Object.entries(outputs ?? {})
      .flatMap(([name, value]) => (value === null ? [] : [name]))
      .sort(),
  ).toEqual([...given].sort());
});

test("there are outputs only while the session is verified", async () => {
  const { id } = await mode.stripe.identity.verificationSessions.create({ type: "document" });
  const outputs = async () =>
    (await mode.stripe.identity.verificationSessions.retrieve(id, { expand: ["verified_outputs"] })).verified_outputs;
  expect(await outputs()).toBeNull();
  await mode.submit(id, "document_expired");
  expect(await outputs()).toBeNull();
  await mode.submit(id, "verified", { delaySeconds: 1000 });
  expect(await outputs()).toBeNull();
  await advance(1000);
  expect(await outputs()).not.toBeNull();
});

test("naming a child brings its parent, and only the named hidden children", async () => {
  const id = await verified();
  const expand = ["verified_outputs.dob"];
  const { verified_outputs: outputs } = await mode.restricted.identity.verificationSessions.retrieve(id, { expand });
  expect(outputs).toMatchObject({ first_name: expect.any(String), dob: { day: expect.any(Number) } });
  expect(outputs).not.toHaveProperty("id_number");
});

test("in lists and reports the same rule holds", async () => {
  await verified();
  const inList = { expand: ["data.verified_outputs.dob"] };
  expect((await mode.refusal(mode.stripe.identity.verificationSessions.list(inList))).statusCode).toBe(403);
  expect(
    (await mode.restricted.identity.verificationSessions.list({ ...inList, limit: 1 })).data[0]?.verified_outputs?.dob,
  ).toBeTruthy();
  const inReports = { expand: ["data.document.number"] };
  expect((await mode.refusal(mode.stripe.identity.verificationReports.list(inReports))).statusCode).toBe(403);
});

test.each([
  ["POST", "/v1/identity/verification_sessions", "identity_write"],
  ["GET", "/v1/identity/verification_sessions", "identity_read"],
  ["GET", "/v1/identity/verification_sessions/:session", "identity_read"],
  ["POST", "/v1/identity/verification_sessions/:session", "identity_write"],
  ["POST", "/v1/identity/verification_sessions/:session/cancel", "identity_write"],
  ["POST", "/v1/identity/verification_sessions/:session/redact", "identity_write"],
  ["GET", "/v1/identity/verification_reports", "identity_read"],
  ["GET", "/v1/identity/verification_reports/:report", "identity_read"],
  ["GET", "/v1/files", "files_read"],
  ["GET", "/v1/files/:file", "files_read"],
  ["POST", "/v1/file_links", "files_write"],
  ["GET", "/v1/file_links", "files_read"],
  ["GET", "/v1/account", "accounts_kyc_basic_read"],
] as const)("%s %s needs %s of a restricted key, and nothing else", async (method, endpoint, permission) => {
  const id = await verified();
  const { id: report, selfie } = await reportOf(id);
  const path = endpoint
    .replace(":session", id)
    .replace(":report", report)
    .replace(":file", selfie?.selfie ?? "");
  const call = () => mode.restricted.rawRequest(method, path, method === "POST" ? { type: "nothing" } : {});
  const others = permissions.filter((other) => other !== permission);
  await mode.control("POST", "/keys/permissions", { permissions: others });
  const error = await mode.refusal(call());
  expect([error.statusCode, error.type]).toEqual([403, "StripePermissionError"]);
  expect(error.message).toMatch(new RegExp(`rk_test_\\*+only.*${permission}`));

  await mode.control("POST", "/keys/permissions", { permissions: [permission] });
  // Whatever the call meets next, it is not the permission.
  const status = await call().then(
    () => 200,
    (reason: unknown) => (reason instanceof Stripe.errors.StripeError ? reason.statusCode : null),
  );
  expect(status).toBe(method === "GET" ? 200 : 400);
  await mode.control("POST", "/keys/permissions", { permissions: usual });
});

test("a picture is reached by a link of at most 30 seconds, which stops working when it expires", async () => {
  const { document, selfie } = await reportOf(await verified());
  expect(document?.files).toHaveLength(2);
  for (const file of [...(document?.files ?? []), selfie?.selfie ?? ""]) {
    const link = await mode.restricted.fileLinks.create({ file, expires_at: secondsFromNow(30) });
    expect(link).toMatchObject({ object: "file_link", expired: false, file });
    const picture = await fetch(link.url ?? "");
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(picture.headers.get("cache-control")).toBe("no-store");
    expect(picture.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");

    await advance(31);
    expect((await fetch(link.url ?? "")).status).toBe(404);
    expect((await mode.restricted.fileLinks.retrieve(link.id)).expired).toBe(true);
    expect((await mode.refusal(mode.restricted.fileLinks.update(link.id, { expires_at: "now" }))).statusCode).toBe(400);
  }
});

test("a link can be ended now", async () => {
  const { selfie } = await reportOf(await verified());
  const link = await mode.restricted.fileLinks.create({ file: selfie?.selfie ?? "", expires_at: secondsFromNow(20) });
  expect((await mode.restricted.fileLinks.update(link.id, { expires_at: "now" })).expired).toBe(true);
  expect((await fetch(link.url ?? "")).status).toBe(404);
  const { data } = await mode.restricted.fileLinks.list({ file: selfie?.selfie ?? "", expired: true });
  expect(data.map(({ id }) => id)).toEqual([link.id]);
});

test("links without expiry or with a longer one are refused, and so is the secret key", async () => {
  const file = (await reportOf(await verified())).selfie?.selfie ?? "";
  expect((await mode.refusal(mode.restricted.fileLinks.create({ file }))).param).toBe("expires_at");
  expect((await mode.refusal(mode.restricted.fileLinks.create({ file, expires_at: secondsFromNow(3600) }))).param).toBe(
    "expires_at",
  );
  expect((await mode.refusal(mode.stripe.fileLinks.create({ file, expires_at: secondsFromNow(20) }))).statusCode).toBe(
    403,
  );
  const nowhere = await mode.refusal(
    mode.restricted.fileLinks.create({ file: "file_nowhere", expires_at: secondsFromNow(20) }),
  );
  expect([nowhere.statusCode, nowhere.param]).toEqual([400, "file"]);
});

test("files say what they are, with any key, but not where their contents are", async () => {
  const { document, selfie } = await reportOf(await verified());
  expect(await mode.stripe.files.retrieve(document?.files?.[0] ?? "")).toMatchObject({
    object: "file",
    purpose: "identity_document_downloadable",
    type: "png",
    url: null,
    links: { object: "list", data: [] },
  });
  expect((await mode.stripe.files.retrieve(selfie?.selfie ?? "")).purpose).toBe("selfie");
  expect((await mode.stripe.files.list({ purpose: "selfie", limit: 1 })).data).toHaveLength(1);
});

test("the size of a file is that of the picture, to the byte", async () => {
  const { document, selfie } = await reportOf(await verified());
  const passport = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    options: { document: { allowed_types: ["passport"] } },
  });
  await mode.submit(passport.id, "verified");
  const { document: passportDocument } = await reportOf(passport.id);
  for (const id of [...(document?.files ?? []), ...(passportDocument?.files ?? []), selfie?.selfie ?? ""]) {
    const { size } = await mode.stripe.files.retrieve(id);
    const link = await mode.restricted.fileLinks.create({ file: id, expires_at: secondsFromNow(20) });
    const picture = await fetch(link.url ?? "");
    expect([picture.headers.get("content-length"), (await picture.arrayBuffer()).byteLength]).toEqual([
      `${size}`,
      size,
    ]);
  }
});

test("a restricted key from which every permission was taken has none", async () => {
  const id = await verified();
  expect(await mode.control("POST", "/keys/permissions", { permissions: [] })).toEqual({ permissions: [] });
  expect((await mode.refusal(mode.restricted.identity.verificationSessions.retrieve(id))).statusCode).toBe(403);
  await mode.control("POST", "/keys/permissions", { permissions: usual });
});

test("after 48 hours only a key for all sensitive results reads them", async () => {
  const id = await verified();
  const file = (await reportOf(id)).selfie?.selfie ?? "";
  const readDob = () =>
    mode.restricted.identity.verificationSessions.retrieve(id, { expand: ["verified_outputs.dob"] });
  const link = () => mode.restricted.fileLinks.create({ file, expires_at: secondsFromNow(20) });
  await advance(48 * 3600 - 60);
  expect((await readDob()).verified_outputs?.dob).toBeTruthy();
  expect((await link()).expired).toBe(false);
  await advance(120);
  expect((await mode.refusal(readDob())).statusCode).toBe(403);
  expect((await mode.refusal(link())).statusCode).toBe(403);

  await mode.control("POST", "/keys/permissions", {
    permissions: ["identity_read", "all_sensitive", "files_read", "files_write"],
  });
  expect((await readDob()).verified_outputs?.dob).toBeTruthy();
  expect((await link()).expired).toBe(false);

  await mode.control("POST", "/keys/permissions", { permissions: ["identity_read"] });
  expect((await mode.refusal(link())).statusCode).toBe(403);
});

test("the 48 hours of a report and its pictures are their own, not those of a later attempt", async () => {
  await mode.control("POST", "/keys/permissions", { permissions: usual });
  const { id } = await mode.stripe.identity.verificationSessions.create({ type: "document" });
  await mode.submit(id, "document_expired");
  const old = await reportOf(id);
  await advance(49 * 3600);
  await mode.submit(id, "verified");
  const recent = await reportOf(id);
  const expand = ["document.number"];
  const { verificationReports, verificationSessions } = mode.restricted.identity;
  expect((await verificationReports.retrieve(recent.id, { expand })).document?.number).toBeTruthy();
  expect((await verificationSessions.retrieve(id, { expand: ["verified_outputs.dob"] })).verified_outputs).toBeTruthy();
  expect((await mode.refusal(verificationReports.retrieve(old.id, { expand }))).statusCode).toBe(403);
  const inList = verificationReports.list({ verification_session: id, expand: ["data.document.number"] });
  expect((await mode.refusal(inList)).statusCode).toBe(403);
  expect((await verificationReports.retrieve(old.id)).document).not.toHaveProperty("number");

  const link = (report: Stripe.Identity.VerificationReport) =>
    mode.restricted.fileLinks.create({ file: report.document?.files?.[0] ?? "", expires_at: secondsFromNow(20) });
  expect((await link(recent)).expired).toBe(false);
  expect((await mode.refusal(link(old))).statusCode).toBe(403);
});
