import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { control, emulatorOnly, expectInvalid, refusalOf, restricted, secretKey, stripe, submit } from "../target.ts";

/** The smallest PNG: one pixel. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const upload = (purpose: Stripe.FileCreateParams.Purpose) =>
  stripe.files.create({ purpose, file: { data: pixel, name: "pixel.png", type: "image/png" } });

describe("files", () => {
  test("are uploaded, retrieved and listed by purpose", async () => {
    const file = await upload("dispute_evidence");
    expect(file).toMatchObject({ object: "file", filename: "pixel.png", purpose: "dispute_evidence", type: "png" });
    expect(file.size).toBe(pixel.length);
    expect((await stripe.files.retrieve(file.id)).id).toBe(file.id);
    expect((await stripe.files.list({ purpose: "dispute_evidence", limit: 1 })).data[0]?.id).toBe(file.id);
  });

  test("are downloaded with a key, and not without", async () => {
    const { url } = await upload("dispute_evidence");
    const download = await fetch(url ?? "", { headers: { authorization: `Bearer ${secretKey}` } });
    expect(Buffer.from(await download.arrayBuffer())).toEqual(pixel);
    expect((await fetch(url ?? "")).status).toBe(401);
  });

  test("of a purpose only Stripe produces cannot be uploaded", async () => {
    const error = await refusalOf(upload("selfie" as Stripe.FileCreateParams.Purpose));
    expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
  });

  test("that nobody made are 404, and 400 where a parameter names them", async () => {
    const missing = { code: "resource_missing", message: /'file_none'/ };
    await expectInvalid(stripe.files.retrieve("file_none"), { ...missing, status: 404, param: expect.any(String) });
    await expectInvalid(stripe.fileLinks.create({ file: "file_none" }), { ...missing, param: "file" });
  });
});

describe("file links", () => {
  test("open a file to anybody until they expire, for good", async () => {
    const file = await upload("dispute_evidence");
    const link = await stripe.fileLinks.create({ file: file.id, metadata: { why: "test" } });
    expect(link).toMatchObject({ object: "file_link", file: file.id, expired: false, expires_at: null });
    const download = await fetch(link.url ?? "");
    expect(download.status).toBe(200);
    expect(Buffer.from(await download.arrayBuffer())).toEqual(pixel);

    const expiring = await stripe.fileLinks.update(link.id, { expires_at: link.created + 3600, metadata: { why: "" } });
    expect(expiring).toMatchObject({ expired: false, metadata: {} });
    const expired = await stripe.fileLinks.update(link.id, { expires_at: "now" });
    expect(expired.expired).toBe(true);
    expect((await fetch(link.url ?? "")).ok).toBe(false);
    expect(await refusalOf(stripe.fileLinks.update(link.id, { expires_at: "now" }))).toMatchObject({ statusCode: 400 });
  });

  test("are retrieved with their file, and listed by file and by expiry", async () => {
    const file = await upload("dispute_evidence");
    const [old, current] = [
      await stripe.fileLinks.create({ file: file.id }),
      await stripe.fileLinks.create({ file: file.id }),
    ];
    await stripe.fileLinks.update(old.id, { expires_at: "now" });
    const found = async (params: object) =>
      (await stripe.fileLinks.list({ file: file.id, ...params })).data.map(({ id }) => id);
    expect(await found({})).toEqual([current.id, old.id]);
    expect(await found({ expired: true })).toEqual([old.id]);
    expect(await found({ expired: false })).toEqual([current.id]);
    const withFile = await stripe.fileLinks.retrieve(current.id, { expand: ["file"] });
    expect(withFile.file).toMatchObject({ id: file.id, object: "file" });
    expect(await stripe.files.retrieve(file.id)).toMatchObject({ links: { data: [{ id: current.id }, {}] } });
  });

  test("are not to be had for an upload that is an identity document", async () => {
    const file = await upload("identity_document");
    const error = await refusalOf(stripe.fileLinks.create({ file: file.id }));
    expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
  });

  emulatorOnly("to Identity's images are for the restricted key, and live 30 seconds at most", async () => {
    const { id } = await stripe.identity.verificationSessions.create({
      type: "document",
      options: { document: { require_matching_selfie: true } },
    });
    await submit(id, "verified");
    const expand = { expand: ["last_verification_report"] };
    const { last_verification_report: report } = await stripe.identity.verificationSessions.retrieve(id, expand);
    if (report === null || typeof report === "string") throw new Error("The report was not expanded.");
    const [front = ""] = report.document?.files ?? [];
    expect((await stripe.files.retrieve(front)).purpose).toBe("identity_document_downloadable");
    expect((await stripe.files.retrieve(report.selfie?.selfie ?? "")).purpose).toBe("selfie");

    const clock = await control<{ now: number }>("GET", "/clock");
    const soon = { file: front, expires_at: clock.now + 30 };
    expect(await refusalOf(stripe.fileLinks.create(soon))).toBeInstanceOf(Stripe.errors.StripePermissionError);
    for (const late of [{ file: front }, { file: front, expires_at: clock.now + 600 }]) {
      expect(await refusalOf(restricted.fileLinks.create(late))).toMatchObject({
        statusCode: 400,
        param: "expires_at",
      });
    }
    const link = await restricted.fileLinks.create(soon);
    const picture = await fetch(link.url ?? "");
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");

    await control("POST", "/clock", { advanceSeconds: 31 });
    expect((await fetch(link.url ?? "")).ok).toBe(false);
    expect((await restricted.fileLinks.retrieve(link.id)).expired).toBe(true);
  });
});
