import sharp from "sharp";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { pagePurposes } from "../src/files/purposes.ts";
import { uploadPurposes } from "../src/records/file.ts";
import { clientFor, keys, startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
let page: Stripe;
beforeAll(async () => {
  mode = await startTestMode({ webhookUrls: [] });
  page = clientFor(mode.url, keys.publishableKey);
});
afterAll(() => mode.close());

const picture = (width = 4, height = 3) =>
  sharp({ create: { width, height, channels: 3, background: { r: 10, g: 120, b: 200 } } });
const png = await picture().png().toBuffer();
const pdf = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n");

const upload = (
  data: Buffer,
  purpose: Stripe.FileCreateParams.Purpose = "identity_document",
  more: Partial<Stripe.FileCreateParams> = {},
  name = "front.png",
) => mode.stripe.files.create({ purpose, file: { data, name, type: "application/octet-stream" }, ...more });

const bearer = { authorization: `Bearer ${keys.secretKey}` };
const nowSeconds = async () => (await mode.control<{ now: number }>("GET", "/clock")).now;

test("an upload becomes a file at the same address as the API, and can be read again", async () => {
  const file = await upload(png, "identity_document");
  expect(file).toEqual({
    id: expect.stringMatching(/^file_\w{24}$/),
    object: "file",
    created: expect.any(Number),
    expires_at: null,
    filename: "front.png",
    links: { object: "list", data: [], has_more: false, url: `/v1/file_links?file=${file.id}` },
    purpose: "identity_document",
    size: png.length,
    title: null,
    type: "png",
    url: null,
  });
  expect(await mode.stripe.files.retrieve(file.id)).toEqual(file);
});

test("the type is what the bytes say, not the name", async () => {
  const types = async (data: Buffer, name: string) => (await upload(data, "identity_document", {}, name)).type;
  expect(await types(await picture().jpeg().toBuffer(), "scan.png")).toBe("jpg");
  expect(await types(await picture().jpeg({ progressive: true }).toBuffer(), "scan")).toBe("jpg");
  expect(await types(png, "scan.jpg")).toBe("png");
  expect(await types(pdf, "scan.png")).toBe("pdf");
  expect((await upload(Buffer.from("a,b\n1,2\n"), "tax_document_user_upload", {}, "Sums.CSV")).type).toBe("csv");
  expect((await upload(Buffer.from("a"), "tax_document_user_upload", {}, "plain")).type).toBe(null);
});

test("the bytes come back as they went in", async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));
  const file = await upload(bytes, "tax_document_user_upload", {}, 'größe "x".bin');
  expect([file.filename, file.size, file.type]).toEqual(['größe "x".bin', bytes.length, "bin"]);
  const answer = await fetch(file.url ?? "", { headers: bearer });
  expect(answer.headers.get("content-type")).toBe("application/octet-stream");
  expect(answer.headers.get("request-id")).toMatch(/^req_/);
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
});

test.each([
  ["nothing", Buffer.alloc(0), "identity_document", "it is empty"],
  ["a text called a picture", Buffer.from("not a picture"), "identity_document", "none of pdf, jpg, png"],
  ["half a signature", png.subarray(0, 12), "identity_document", "none of pdf, jpg, png"],
  ["a GIF for a document", await picture().gif().toBuffer(), "identity_document", "none of pdf, jpg, png"],
  ["a PDF for a logo", pdf, "business_logo", "none of jpg, png, gif"],
  ["too many pixels across", await picture(8001, 1).png().toBuffer(), "identity_document", "8001 × 1 pixels"],
  ["too many pixels down", await picture(1, 8001).jpeg().toBuffer(), "identity_document", "1 × 8001 pixels"],
  ["too many pixels for a letter", await picture(8001, 1).png().toBuffer(), "account_requirement", "8001 × 1 pixels"],
  ["a wide scan of a company", await picture(8001, 1).png().toBuffer(), "additional_verification", "8001 × 1 pixels"],
  ["a GIF for a letter", await picture().gif().toBuffer(), "account_requirement", "none of pdf, jpg, png"],
  ["more than 10 MB", Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)]), "identity_document", "bytes, at most"],
  ["more than 512 KB for a logo", Buffer.concat([png, Buffer.alloc(512 * 1024)]), "business_logo", "bytes, at most"],
] as const)("%s is refused", async (_name, data, purpose, why) => {
  const error = await mode.refusal(upload(data, purpose));
  expect([error.statusCode, error.type, error.param]).toEqual([400, "StripeInvalidRequestError", "file"]);
  expect(error.message).toContain(why);
});

test("8000 pixels each way and 10 MB are just allowed", async () => {
  const wide = await picture().jpeg().toBuffer();
  // Its height and width stand in its head, which is all that is read: so large a picture takes half a minute to draw on a busy machine.
  const frame = wide.indexOf(Buffer.from([0xff, 0xc0]));
  for (const at of [frame + 5, frame + 7]) wide.writeUInt16BE(8000, at);
  expect(await sharp(wide).metadata()).toMatchObject({ format: "jpeg", width: 8000, height: 8000 });
  expect((await upload(wide)).type).toBe("jpg");
  const size = 10 * 1024 * 1024;
  expect((await upload(Buffer.concat([png, Buffer.alloc(size - png.length)]))).size).toBe(size);
});

test("a body larger than any upload is 413", async () => {
  const body = new FormData();
  body.set("purpose", "identity_document");
  body.set("file", new Blob([Buffer.alloc(12 * 1024 * 1024)]), "large.png");
  const answer = await fetch(`${mode.url}/v1/files`, { method: "POST", headers: bearer, body });
  expect([answer.status, (await answer.json()).error.type]).toEqual([413, "invalid_request_error"]);
});

test.each([
  ["no purpose", { file: new Blob([png]) }, "parameter_missing", "purpose"],
  ["a purpose only Stripe has", { purpose: "selfie", file: new Blob([png]) }, undefined, "purpose"],
  ["no file", { purpose: "identity_document" }, "parameter_missing", "file"],
  ["a text as file", { purpose: "identity_document", file: "front.png" }, undefined, "file"],
  ["a file as purpose", { purpose: new Blob([png]), file: new Blob([png]) }, undefined, "purpose"],
  ["an unknown parameter", { purpose: "identity_document", file: new Blob([png]), a: "b" }, "parameter_unknown", "a"],
  [
    "a link of a document",
    { purpose: "identity_document", file: new Blob([png]), "file_link_data[create]": "true" },
    undefined,
    "file_link_data[create]",
  ],
  [
    "a link without being asked",
    { purpose: "business_logo", file: new Blob([png]), "file_link_data[expires_at]": "1" },
    "parameter_missing",
    "file_link_data[create]",
  ],
])("an upload with %s is refused", async (_name, fields, code, param) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") body.set(name, value);
    else body.set(name, value, "a.png");
  }
  const answer = await fetch(`${mode.url}/v1/files`, { method: "POST", headers: bearer, body });
  const { error } = await answer.json();
  expect([answer.status, error.code, error.param]).toEqual([400, code, param]);
  expect(error.message.length).toBeLessThan(2000);
});

test("an upload that is no multipart form is refused", async () => {
  const headers = { ...bearer, "content-type": "application/x-www-form-urlencoded" };
  const send = (type: string, body: string) =>
    fetch(`${mode.url}/v1/files`, { method: "POST", headers: { ...headers, "content-type": type }, body });
  const asForm = await send(headers["content-type"], "purpose=identity_document&file=abc");
  expect([asForm.status, (await asForm.json()).error.param]).toEqual([400, "file"]);
  expect((await send("multipart/form-data; boundary=x", "--x\r\nbroken")).status).toBe(400);
  expect((await send("image/png", "abc")).status).toBe(400);
});

test("files are listed newest first, by purpose and by time", async () => {
  const first = await upload(pdf, "pci_document");
  const second = await upload(pdf, "pci_document");
  const page = await mode.stripe.files.list({ purpose: "pci_document" });
  expect(page.url).toBe("/v1/files");
  expect(page.data.map(({ id }) => id)).toEqual([second.id, first.id]);
  expect((await mode.stripe.files.list({ created: { gt: second.created + 1000 } })).data).toEqual([]);
  expect((await mode.refusal(mode.stripe.files.retrieve("file_nowhere"))).code).toBe("resource_missing");
});

test("a link opens the file for anybody, until it expires", async () => {
  const file = await upload(png, "business_logo");
  const expires_at = (await nowSeconds()) + 100;
  const link = await mode.stripe.fileLinks.create({ file: file.id, expires_at, metadata: { a: "b" } });
  expect(link).toEqual({
    id: expect.stringMatching(/^link_\w{24}$/),
    object: "file_link",
    created: expect.any(Number),
    expired: false,
    expires_at,
    file: file.id,
    livemode: false,
    metadata: { a: "b" },
    url: expect.stringContaining(`${new URL(mode.url).port}/links/`),
  });
  const opened = await fetch(link.url ?? "");
  expect(opened.headers.get("content-type")).toBe("image/png");
  expect(Buffer.from(await opened.arrayBuffer()).equals(png)).toBe(true);

  await mode.control("POST", "/clock", { advanceSeconds: 100 });
  expect((await fetch(link.url ?? "")).status).toBe(404);
  expect((await mode.stripe.fileLinks.retrieve(link.id)).expired).toBe(true);
});

test("a link without an end lives on, is changed, is ended at once, and then changes no more", async () => {
  const file = await upload(png, "business_logo");
  const link = await mode.stripe.fileLinks.create({ file: file.id });
  expect([link.expires_at, link.expired]).toEqual([null, false]);
  await mode.control("POST", "/clock", { advanceSeconds: 400 * 24 * 3600 });
  expect((await fetch(link.url ?? "")).status).toBe(200);

  const later = (await nowSeconds()) + 1000;
  const update = (parameters: Stripe.FileLinkUpdateParams) => mode.stripe.fileLinks.update(link.id, parameters);
  expect(await update({ expires_at: later })).toMatchObject({ expires_at: later, expired: false });
  expect(await update({ expires_at: "", metadata: { a: "b" } })).toMatchObject({ expires_at: null, expired: false });
  expect((await mode.refusal(update({ expires_at: 1_000_000_000 }))).param).toBe("expires_at");
  expect(await update({ expires_at: "now" })).toMatchObject({ expired: true, metadata: { a: "b" } });
  expect((await fetch(link.url ?? "")).status).toBe(404);
  expect((await mode.refusal(update({ expires_at: later }))).statusCode).toBe(400);
  expect((await mode.refusal(update({ metadata: { a: "c" } }))).statusCode).toBe(400);
});

test("links are listed by file and by whether they expired, and shown with their file", async () => {
  const file = await upload(png, "business_logo");
  const living = await mode.stripe.fileLinks.create({ file: file.id });
  const dead = await mode.stripe.fileLinks.create({ file: file.id });
  await mode.stripe.fileLinks.update(dead.id, { expires_at: "now" });
  const listed = async (parameters: Stripe.FileLinkListParams) =>
    (await mode.stripe.fileLinks.list({ file: file.id, ...parameters })).data.map(({ id }) => id);
  expect(await listed({})).toEqual([dead.id, living.id]);
  expect(await listed({ expired: true })).toEqual([dead.id]);
  expect(await listed({ expired: false })).toEqual([living.id]);
  expect(await listed({ created: { gt: dead.created + 1000 } })).toEqual([]);

  const shown = await mode.stripe.files.retrieve(file.id);
  expect(shown.links?.data.map(({ id }) => id)).toEqual([dead.id, living.id]);
  const { file: expanded } = await mode.stripe.fileLinks.retrieve(living.id, { expand: ["file"] });
  expect(expanded).toMatchObject({ id: file.id, object: "file", type: "png" });
});

test("an upload can make its link at once", async () => {
  const expires_at = (await nowSeconds()) + 100;
  const file_link_data = { create: true, expires_at, metadata: { a: "b" } };
  const { links } = await upload(png, "business_icon", { file_link_data });
  expect(links?.data).toMatchObject([{ object: "file_link", expires_at, expired: false, metadata: { a: "b" } }]);
  expect((await fetch(links?.data[0]?.url ?? "")).status).toBe(200);
  expect((await upload(png, "business_icon", { file_link_data: { create: false } })).links?.data).toEqual([]);

  const past = await mode.refusal(upload(png, "business_icon", { file_link_data: { create: true, expires_at: 1 } }));
  expect(past.param).toBe("file_link_data[expires_at]");
});

test.each(["identity_document", "additional_verification", "account_requirement"] as const)(
  "of a %s there is neither a link nor a download",
  async (purpose) => {
    const file = await upload(png, purpose);
    expect(file.url).toBe(null);
    const error = await mode.refusal(mode.stripe.fileLinks.create({ file: file.id }));
    expect([error.statusCode, error.param]).toEqual([400, "file"]);
    const answer = await fetch(`${mode.url}/v1/files/${file.id}/contents`, { headers: bearer });
    expect(answer.status).toBe(403);
  },
);

test("a download needs a key that may read files", async () => {
  const { url } = await upload(png, "business_logo");
  expect((await fetch(url ?? "")).status).toBe(401);
  const read = () => fetch(url ?? "", { headers: { authorization: `Bearer ${keys.restrictedKey}` } });
  expect((await read()).status).toBe(200);
  onTestFinished(async () => {
    await mode.control("POST", "/keys/permissions", { permissions: ["files_read", "files_write"] });
  });
  await mode.control("POST", "/keys/permissions", { permissions: ["identity_read"] });
  expect((await read()).status).toBe(403);
  expect((await mode.refusal(mode.restricted.files.list())).statusCode).toBe(403);
});

test("a file that is kept for a time is gone after it", async () => {
  const file = await upload(png, "customer_signature");
  expect(file.expires_at).toBe(file.created + 7 * 24 * 3600);
  const { url } = await mode.stripe.fileLinks.create({ file: file.id });
  await mode.control("POST", "/clock", { advanceSeconds: 7 * 24 * 3600 });
  expect((await fetch(url ?? "")).status).toBe(404);
  expect((await fetch(file.url ?? "", { headers: bearer })).status).toBe(404);
  expect((await mode.stripe.files.retrieve(file.id)).id).toBe(file.id);
});

test("what Identity collected is not downloaded with a key, whoever asks", async () => {
  const session = await mode.stripe.identity.verificationSessions.create({ type: "document" });
  await mode.submit(session.id, "verified");
  const [file] = (await mode.stripe.files.list({ purpose: "identity_document_downloadable", limit: 1 })).data;
  expect(file).toMatchObject({ type: "png", url: null });
  const answer = await fetch(`${mode.url}/v1/files/${file?.id}/contents`, { headers: bearer });
  expect(answer.status).toBe(403);
  expect((await mode.refusal(mode.stripe.fileLinks.create({ file: file?.id ?? "" }))).statusCode).toBe(403);
});

describe("a publishable key", () => {
  const file = { data: png, name: "front.png", type: "image/png" };

  test.each(["identity_document", "additional_verification", "account_requirement"] as const)(
    "uploads for %s, and reads nothing back",
    async (purpose) => {
      const made = await page.files.create({ purpose, file });
      expect(made).toMatchObject({ object: "file", purpose, size: png.length, url: null });
      expect(await mode.stripe.files.retrieve(made.id)).toEqual(made);
      for (const call of [page.files.retrieve(made.id), page.files.list(), page.fileLinks.create({ file: made.id })]) {
        expect(await mode.refusal(call)).toMatchObject({ statusCode: 403, code: "secret_key_required" });
      }
    },
  );

  test("uploads for nothing else, and makes no link", async () => {
    const others = uploadPurposes.filter((purpose) => !pagePurposes.includes(purpose));
    expect(others).toHaveLength(uploadPurposes.length - 3);
    for (const purpose of others) {
      const data = purpose === "pci_document" ? pdf : png;
      const refused = await mode.refusal(page.files.create({ purpose, file: { ...file, data } }));
      expect({ purpose, ...refused }).toMatchObject({ purpose, statusCode: 403, code: "secret_key_required" });
    }
    const linked = page.files.create({ purpose: "identity_document", file, file_link_data: { create: true } });
    expect(await mode.refusal(linked)).toMatchObject({ statusCode: 400, param: "file_link_data[create]" });
  });

  test("lets no restricted key upload without its permission", async () => {
    await mode.control("POST", "/keys/permissions", { permissions: ["files_read"] });
    onTestFinished(async () => {
      await mode.control("POST", "/keys/permissions", { permissions: ["files_read", "files_write"] });
    });
    const refused = await mode.refusal(mode.restricted.files.create({ purpose: "identity_document", file }));
    expect(refused).toMatchObject({ statusCode: 403, message: expect.stringContaining("rak_files_write") });
  });
});
