import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { saveDraft } from "@/lib/connect/drafts";
import { acceptTerms } from "@/lib/connect/mutations/terms";
import type { fileTarget } from "@/lib/connect/schema";
import { findSameFile, uploadFile } from "@/lib/connect/uploads";
import { db, type Tx } from "@/lib/db/client";
import { lockPerson } from "@/lib/pii/person";
import { invite, signInCompany, someAddress } from "@/testkit/in-process/companies";
import { eraseDataOf } from "@/testkit/in-process/deletions";
import { pressedBy, signInSeller } from "@/testkit/in-process/sellers";
import { stripe } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** So many transactions wait for a lock. */
const wait = (tx: Tx, count: number) =>
  until(`${count} wait for a lock`, async () => {
    const [row] = await tx.$queryRaw<{ waiting: number }[]>`select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    return row?.waiting === count;
  });

/** What a press answers that reaches its lock while the seller is being erased, and goes on when that is done. */
async function crossing<T>(viewer: Viewer, press: () => Promise<T>): Promise<T> {
  let answer: Promise<T> | undefined;
  await db.$transaction(async (tx) => {
    await eraseDataOf(tx, viewer);
    answer = press();
    await wait(tx, 1);
  });
  if (!answer) throw new Error("nothing was pressed");
  return answer;
}

/** Everything that is sealed of the seller; a key of theirs that is not destroyed would open what was sealed after. */
async function sealedOf({ userId }: Viewer) {
  const { drafts, files, invitations, ...account } = await db.connectedAccount.findUniqueOrThrow({
    where: { userId },
    include: { drafts: true, files: true, invitations: true },
  });
  const { name, externalAccounts, termsAddress, termsAgent } = account;
  const keys = await db.dataKey.count({ where: { userId, destroyedAt: null } });
  const addresses = invitations.flatMap(({ email, seed }) => [email, seed]).filter((column) => column !== null);
  return [...drafts, ...files, ...addresses, name, externalAccounts, termsAddress, termsAgent, keys].filter(Boolean);
}

const target: ReturnType<typeof fileTarget.parse> = {
  ...{ person: null, entry: "individual.verification.document", part: "front" },
};

/** The beginning of a JPEG, and then noise. */
const jpeg = () =>
  Buffer.concat([Buffer.from("ffd8ffc000110801e0028003012200021101031101", "hex"), randomBytes(3_000)]);

/** A file whose second half comes once `rest` has done its work. */
const inHalves = (content: Buffer, rest: () => Promise<unknown>) => ({
  size: content.length,
  chunks: (async function* () {
    yield new Uint8Array(content.subarray(0, 1_000));
    await rest();
    yield new Uint8Array(content.subarray(1_000));
  })(),
});

const filesAtStripe = async (stripeAccount: string) => (await stripe().files.list({}, { stripeAccount })).data;

describe("a press that crosses the end of a redaction seals nothing under a new key:", () => {
  test("a form that was left is not kept", async () => {
    const { viewer } = await signInSeller();
    const values = { first_name: "Juno" };
    expect(await crossing(viewer, () => saveDraft(viewer, { task: "you", person: "individual", values }))).toBe(false);
    expect(await sealedOf(viewer)).toEqual([]);
  });

  test("terms are accepted at Stripe, and by whom is not kept here", async () => {
    const { viewer } = await signInSeller();
    const input = { press: randomUUID(), terms: pressedBy() };
    expect(await crossing(viewer, () => acceptTerms(viewer, input))).toEqual({ ok: true });
    expect(await sealedOf(viewer)).toEqual([]);
  });

  test("nobody is invited", async () => {
    const company = await signInCompany();
    const [email, press] = [someAddress(), randomUUID()];
    const answer = await crossing(company.viewer, () => invite(company, email, { press }));
    expect(answer).toEqual({ ok: false, code: "erased" });
    // Nor is anybody later: there is no deletion that one could wait for.
    expect(await invite(company, email)).toEqual({ ok: false, code: "erased" });
    expect(await sealedOf(company.viewer)).toEqual([]);
    expect(await db.mail.count({ where: { key: { endsWith: press } } })).toBe(0);
  });

  test("a file that is still coming is broken off, and Stripe has none", async () => {
    const { viewer, stripeId } = await signInSeller();
    const file = inHalves(jpeg(), () => db.$transaction((tx) => eraseDataOf(tx, viewer)));
    expect(await uploadFile(viewer, target, file)).toEqual({ ok: false, code: "being_deleted" });
    expect(await filesAtStripe(stripeId)).toEqual([]);
    expect(await sealedOf(viewer)).toEqual([]);
  });

  test("a file that Stripe has taken in that moment is not noted", async () => {
    const { viewer } = await signInSeller();
    let sent: ReturnType<typeof uploadFile> | undefined;
    let erased: Promise<unknown> | undefined;
    await db.$transaction(async (tx) => {
      await lockPerson(tx, viewer.userId);
      sent = uploadFile(
        viewer,
        target,
        inHalves(jpeg(), async () => {}),
      );
      await wait(tx, 1);
      // Behind its look at the content, and before its note: whoever waits for a row is served in the order in which they came.
      erased = db.$transaction(async (other) => {
        await lockPerson(other, viewer.userId);
        await eraseDataOf(other, viewer);
      });
      await wait(tx, 2);
    });
    expect(await sent).toEqual({ ok: false, code: "being_deleted" });
    await erased;
    expect(await sealedOf(viewer)).toEqual([]);
  });
});

test("an erased seller is asked for no file, and what they would send is not looked at", async () => {
  const { viewer, stripeId } = await signInSeller();
  await db.$transaction((tx) => eraseDataOf(tx, viewer));
  const content = jpeg();
  const rest = vi.fn(async () => {});
  expect(await uploadFile(viewer, target, inHalves(content, rest))).toEqual({ ok: false, code: "being_deleted" });
  expect(rest).not.toHaveBeenCalled();
  const digest = createHash("sha256").update(content).digest();
  expect(await findSameFile(viewer, { ...target, digest })).toBeNull();
  expect(await filesAtStripe(stripeId)).toEqual([]);
  expect(await sealedOf(viewer)).toEqual([]);
});
