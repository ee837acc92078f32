import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ webhookUrls: [] });
});
afterAll(() => mode.close());

async function verified(): Promise<string> {
  const { id } = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    options: { document: { allowed_types: ["id_card"], require_matching_selfie: true } },
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

const sensitivePaths = [
  "verified_outputs.dob",
  "verified_outputs.id_number",
  "verified_outputs.sex",
  "last_verification_report.document.number",
  "last_verification_report.document.expiration_date",
  "last_verification_report.document.dob",
];

test.each(sensitivePaths)("%s is refused to the secret key and shown to the restricted one", async (path) => {
  const id = await verified();
  const error = await mode.refusal(mode.stripe.identity.verificationSessions.retrieve(id, { expand: [path] }));
  expect([error.statusCode, error.type]).toEqual([403, "StripePermissionError"]);
  expect(error.message).toContain(
    "To access sensitive verification results, configure a restricted API key with appropriate permissions.",
  );
  await mode.restricted.identity.verificationSessions.retrieve(id, { expand: [path] });
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

test("the restricted key may not write sessions", async () => {
  const error = await mode.refusal(mode.restricted.identity.verificationSessions.create({ type: "document" }));
  expect(error.statusCode).toBe(403);
  expect(error.message).toMatch(/rk_test_\*+only.*identity_write/);
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

test("after 48 hours only a key for all sensitive results reads them", async () => {
  const id = await verified();
  const file = (await reportOf(id)).selfie?.selfie ?? "";
  await advance(48 * 3600 + 60);
  const readDob = () =>
    mode.restricted.identity.verificationSessions.retrieve(id, { expand: ["verified_outputs.dob"] });
  const link = () => mode.restricted.fileLinks.create({ file, expires_at: secondsFromNow(20) });
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
