import { createHash, randomBytes } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadMyAccount } from "@/lib/connect/loaders";
import { attachDocument } from "@/lib/connect/mutations/answers";
import { attachDocumentInput, type fileTarget } from "@/lib/connect/schema";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { findSameFile, readWaitingFiles, removeWaitingFile, uploadFile } from "@/lib/connect/uploads";
import { db } from "@/lib/db/client";
import { signInSomebody } from "@/testkit/in-process/people";
import { signInSeller } from "@/testkit/in-process/sellers";
import { control, stripe } from "@/testkit/in-process/stripe";

afterEach(async () => {
  vi.restoreAllMocks();
  await control("/faults", undefined, "DELETE");
});

type Target = ReturnType<typeof fileTarget.parse>;

/** The beginning of a JPEG of 640 by 480 pixels, and then noise, so that no two are the same. */
const jpeg = (bytes = 3_000) =>
  Buffer.concat([Buffer.from("ffd8ffc000110801e0028003012200021101031101", "hex"), randomBytes(bytes)]);
const pdf = () => Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(2_000)]);

/** A file that comes in pieces, and breaks off before its end if it is told to. */
const incoming = (content: Buffer, { size = content.length, breaks = false } = {}) => ({
  size,
  chunks: (async function* () {
    for (let at = 0; at < content.length; at += 1_000) yield new Uint8Array(content.subarray(at, at + 1_000));
    if (breaks) throw new Error("the sender has gone");
  })(),
});

const front = (more: Partial<Target> = {}): Target => ({
  ...{ person: null, entry: "individual.verification.document", part: "front" },
  ...more,
});
const back = front({ part: "back" });

const digestOf = (content: Buffer | undefined) =>
  createHash("sha256")
    .update(content ?? "")
    .digest();

const filesAtStripe = async (stripeId: string) =>
  (await stripe().files.list({ limit: 100 }, { stripeAccount: stripeId })).data;

const idOf = async (sent: ReturnType<typeof uploadFile>): Promise<string> => {
  const result = await sent;
  if (!result.ok) throw new Error(`a good file was refused: ${result.code}`);
  return result.id;
};

test("a document whose entry PostgreSQL cannot hold is no input, and no failure of the action", async () => {
  const { viewer } = await signInSeller();
  const sent = { person: null, files: ["file_1"] };
  for (const entry of ["individual.verification.document", "documents.proof_of_registration", "individual\0"]) {
    const { data } = attachDocumentInput.safeParse({ ...sent, entry });
    const answer = data ? await attachDocument(viewer, data) : "no input";
    expect(answer).toEqual(entry.endsWith("\0") ? "no input" : { ok: false, code: "files_missing" });
  }
});

describe("a file", () => {
  test("goes to the seller's own account with the purpose of its entry, and without its name", async () => {
    const { viewer, stripeId } = await signInSeller();
    const content = jpeg();
    const id = await idOf(uploadFile(viewer, front(), incoming(content)));
    expect(await filesAtStripe(stripeId)).toMatchObject([
      { id, purpose: "identity_document", size: content.length, filename: "document.jpeg", type: "jpg" },
    ]);
    expect(await readWaitingFiles(viewer)).toMatchObject([{ id, person: null, part: "front" }]);
    const row = await db.accountFile.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(row.fingerprint)).not.toEqual(createHash("sha256").update(content).digest());
  });

  test.each([
    ["that is empty", Buffer.alloc(0), "unreadable"],
    ["of another kind", Buffer.from("GIF89a and more"), "format"],
    ["of a kind that this entry does not take", pdf(), "format"],
  ])("%s is refused before Stripe is asked", async (_what, content, code) => {
    const { viewer, stripeId } = await signInSeller();
    expect(await uploadFile(viewer, front(), incoming(content))).toEqual({ ok: false, code });
    expect(await filesAtStripe(stripeId)).toEqual([]);
  });

  test("of more than 10 MB is refused before it is read", async () => {
    const { viewer } = await signInSeller();
    const read = vi.fn();
    const chunks = { [Symbol.asyncIterator]: read };
    const answer = await uploadFile(viewer, front(), { size: 10 * 1024 * 1024 + 1, chunks });
    expect(answer).toEqual({ ok: false, code: "too_large" });
    expect(read).not.toHaveBeenCalled();
  });

  test.each([
    ["what is typed", front({ entry: "individual.first_name" })],
    ["a side's own name", front({ entry: "individual.verification.document.front" })],
    ["a page of what has sides", front({ part: "page" })],
    ["a front of what has pages", front({ entry: "documents.proof_of_registration" })],
    ["what is unknown", front({ entry: "individual.__proto__" })],
  ])("for %s is refused", async (_what, target) => {
    const { viewer } = await signInSeller();
    expect(await uploadFile(viewer, target, incoming(jpeg()))).toEqual({ ok: false, code: "not_answerable" });
  });

  test("for a person of another account, or by somebody without account, is refused", async () => {
    const { viewer } = await signInSeller("company");
    const stranger = front({ person: "person_elses", entry: "verification.document" });
    expect(await uploadFile(viewer, stranger, incoming(jpeg()))).toEqual({ ok: false, code: "not_there" });
    const nobody = await signInSomebody();
    expect(await uploadFile(nobody, front(), incoming(jpeg()))).toEqual({ ok: false, code: "not_started" });
  });

  test("that breaks off leaves nothing at Stripe and nothing here, and is sent again", async () => {
    const { viewer, stripeId } = await signInSeller();
    const content = jpeg(50_000);
    const broken = incoming(content.subarray(0, 20_000), { size: content.length, breaks: true });
    await expect(uploadFile(viewer, front(), broken)).rejects.toThrow("the sender has gone");
    expect(await filesAtStripe(stripeId)).toEqual([]);
    expect(await readWaitingFiles(viewer)).toEqual([]);
    await idOf(uploadFile(viewer, front(), incoming(content)));
    expect(await filesAtStripe(stripeId)).toHaveLength(1);
  });

  test.each([
    ["cut_before", {}, "stripe_unavailable"],
    ["garbage", {}, "stripe_unavailable"],
    ["status", { status: 503 }, "stripe_unavailable"],
    ["status", { status: 429 }, "stripe_busy"],
  ])("that Stripe does not take, by %s %o, is answered so", async (kind, more, code) => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { viewer } = await signInSeller();
    await control("/faults", { target: "api", kind, seed: 1, method: "POST", path: "/v1/files", count: 1, ...more });
    expect(await uploadFile(viewer, front(), incoming(jpeg(200_000)))).toEqual({ ok: false, code });
    expect(await readWaitingFiles(viewer)).toEqual([]);
  });

  test("for the side that waits already takes its place", async () => {
    const { viewer } = await signInSeller();
    await idOf(uploadFile(viewer, front(), incoming(jpeg())));
    const second = await idOf(uploadFile(viewer, front(), incoming(jpeg())));
    expect(await readWaitingFiles(viewer)).toMatchObject([{ id: second }]);
  });

  test("that is the other side as well is kept from Stripe", async () => {
    const { viewer, stripeId } = await signInSeller();
    const content = jpeg();
    await idOf(uploadFile(viewer, front(), incoming(content)));
    const digest = createHash("sha256").update(content).digest();
    expect(await findSameFile(viewer, { ...back, digest })).toBe("same_as_other_side");
    expect(await findSameFile(viewer, { ...front(), digest })).toBeNull();
    expect(await uploadFile(viewer, back, incoming(content))).toEqual({ ok: false, code: "same_as_other_side" });
    expect(await filesAtStripe(stripeId)).toHaveLength(1);
  });
});

describe("a document", () => {
  /** A seller whose document of this outcome was checked. */
  async function checked(outcome: string) {
    const seller = await signInSeller();
    const { viewer, stripeId } = seller;
    const content = jpeg();
    const files = [
      await idOf(uploadFile(viewer, front(), incoming(content))),
      await idOf(uploadFile(viewer, back, incoming(jpeg()))),
    ];
    if (outcome !== "verified") await control(`/files/${files[0]}/check`, { outcome });
    expect(await attachDocument(viewer, { person: null, entry: front().entry, files })).toEqual({ ok: true });
    await control("/clock", { advanceSeconds: 3_600 });
    await syncConnectedAccount(stripeId);
    return { ...seller, files, content };
  }

  test("is given to Stripe with both sides, once, however often it is pressed", async () => {
    const { viewer, stripeId, files, accountId } = await checked("verified");
    const [person] = (await stripe().accounts.listPersons(stripeId)).data;
    const account = await stripe().accounts.retrieve(stripeId);
    const document = (account.individual ?? person)?.verification?.document;
    expect(document).toMatchObject({ front: files[0], back: files[1] });
    expect(await readWaitingFiles(viewer)).toEqual([]);
    expect(await attachDocument(viewer, { person: null, entry: front().entry, files })).toEqual({ ok: true });
    const entries = await db.auditEntry.findMany({ where: { targetId: accountId, action: "account.document_sent" } });
    expect(entries).toHaveLength(1);
  });

  test("that failed says so with its code, and the same file is kept from Stripe", async () => {
    const { viewer, stripeId, content } = await checked("verification_document_not_readable");
    const tasks = (await loadMyAccount(viewer))?.tasks.tasks ?? [];
    const codes = tasks.flatMap(({ entries }) => entries.flatMap((entry) => entry.codes));
    expect(codes).toContain("verification_document_not_readable");
    const before = (await filesAtStripe(stripeId)).length;
    for (const target of [front(), back]) {
      expect(await uploadFile(viewer, target, incoming(content))).toEqual({ ok: false, code: "sent_before" });
    }
    expect(await filesAtStripe(stripeId)).toHaveLength(before);
    await idOf(uploadFile(viewer, front(), incoming(jpeg())));
  });

  test("takes only files of one's own account, of its entry, and whole", async () => {
    const { viewer } = await signInSeller();
    const other = await signInSeller();
    const entry = front().entry;
    const mine = await idOf(uploadFile(viewer, back, incoming(jpeg())));
    const others = await idOf(uploadFile(other.viewer, front(), incoming(jpeg())));
    const page = await idOf(
      uploadFile(viewer, { person: null, entry: "documents.proof_of_address", part: "page" }, incoming(pdf())),
    );
    for (const files of [[mine], [others], [others, mine], [page], [mine, page], ["file_none"]]) {
      expect(await attachDocument(viewer, { person: null, entry, files })).toEqual({
        ok: false,
        code: "files_missing",
      });
    }
  });

  test("of many pages is sent without one that was removed, which only its own seller can, and only before", async () => {
    const { viewer, stripeId } = await signInSeller("company");
    const other = await signInSeller();
    await control(`/accounts/${stripeId}/requirements`, { entry: "documents.company_license.files" });
    await syncConnectedAccount(stripeId);
    const entry = "documents.company_license";
    const page = { person: null, entry, part: "page" } as const;
    const contents = [pdf(), pdf(), pdf()];
    const ids: string[] = [];
    for (const content of contents) ids.push(await idOf(uploadFile(viewer, page, incoming(content))));
    const [first = "", second = "", third = ""] = ids;

    expect(await removeWaitingFile(other.viewer, { file: second })).toBe(false);
    expect(await removeWaitingFile(viewer, { file: second })).toBe(true);
    expect(await removeWaitingFile(viewer, { file: second })).toBe(false);
    expect((await readWaitingFiles(viewer)).map(({ id }) => id)).toEqual([first, third]);
    // It was never given to Stripe: the same page may come back.
    expect(await findSameFile(viewer, { ...page, digest: digestOf(contents[1]) })).toBeNull();
    expect(await attachDocument(viewer, { person: null, entry, files: [first, second, third] })).toEqual({
      ok: false,
      code: "files_missing",
    });
    expect(await attachDocument(viewer, { person: null, entry, files: [first, third] })).toEqual({ ok: true });
    expect(await removeWaitingFile(viewer, { file: first })).toBe(false);
    expect(await readWaitingFiles(viewer)).toEqual([]);
  });

  test("of one person is none of another's, and none of another account's", async () => {
    const { viewer } = await signInSeller();
    const other = await signInSeller();
    const content = jpeg();
    await idOf(uploadFile(viewer, front(), incoming(content)));
    const digest = digestOf(content);
    expect(await findSameFile(other.viewer, { ...back, digest })).toBeNull();
    expect(await readWaitingFiles(other.viewer)).toEqual([]);
    await idOf(uploadFile(other.viewer, back, incoming(content)));
  });
});
