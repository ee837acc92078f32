import { randomBytes } from "node:crypto";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { getCase } from "@/lib/cases/data";
import { exportVerifications } from "@/lib/cases/export";
import { refreshVerification } from "@/lib/cases/mutations";
import { getQueuePage } from "@/lib/cases/queue";
import { getAccountDetail } from "@/lib/connect/staff/account";
import { getBoardPage } from "@/lib/connect/staff/board";
import { getChosenAccounts } from "@/lib/connect/staff/chosen";
import { exportAccounts } from "@/lib/connect/staff/export";
import { askSeveral, revealPersons } from "@/lib/connect/staff/mutations";
import { db } from "@/lib/db/client";
import { writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { declareDetails } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { signInSomebody } from "@/testkit/in-process/people";

const said: string[] = [];

afterEach(() => {
  vi.restoreAllMocks();
  said.length = 0;
});

/** From here on what the log writes is in `said`. */
function listen() {
  vi.spyOn(process.stdout, "write").mockImplementation((line) => said.push(String(line)) > 0);
}

/** Its lines of people whose data do not open. */
const told = () => said.filter((line) => line.includes("cannot be decrypted")).map((line) => JSON.parse(line));

/** Somebody with a verification and an account, who declared a name and named a shop. */
async function somebody(firstName: string) {
  const viewer = await signInSomebody();
  const { userId } = viewer;
  await declareDetails(viewer, { country: "PT", firstName, lastName: "Invented", phone: null });
  const { id: verificationId } = await db.verification.create({ data: { userId, maxAttempts: 3 } });
  const account = await db.connectedAccount.create({
    data: { userId, country: "PT", status: "due", stripeId: `acct_${firstName}`, dueCount: 1, openTasks: ["id"] },
  });
  await db.$transaction(async (tx) => {
    const name = (await writerOf(tx, userId)).seal(`Shop of ${firstName}`, place.accountField("name", account.id));
    await tx.connectedAccount.update({ where: { id: account.id }, data: { name } });
  });
  return { viewer, userId, verificationId, accountId: account.id };
}

type Somebody = Awaited<ReturnType<typeof somebody>>;
let lost: Somebody;
let damaged: Somebody;
let whole: Somebody;

beforeAll(async () => {
  [lost, damaged, whole] = [await somebody("Lois"), await somebody("Dana"), await somebody("Wim")];
  await db.dataKey.updateMany({ where: { userId: lost.userId }, data: { keyId: "lost" } });
  await db.dataKey.updateMany({ where: { userId: damaged.userId }, data: { wrappedKey: randomBytes(60) } });
});

test("the queue shows everybody; a name whose key is lost or damaged is said to be unreadable, and one line of the log tells", async () => {
  listen();
  const page = await getQueuePage(await signInSomebody("reviewer"), {});
  const shown = new Map(page?.rows.map((row) => [row.id, row]));
  expect(shown.get(whole.verificationId)?.name).toMatchObject({ kind: "known", text: "Wim Invented" });
  for (const { verificationId } of [lost, damaged]) {
    expect(shown.get(verificationId)).toMatchObject({ name: { kind: "unreadable" }, email: { kind: "known" } });
  }
  expect(told()).toEqual([expect.objectContaining({ level: 50, count: 2, verificationId: expect.any(String) })]);
  expect(said.join()).not.toMatch(/Lois|Dana|Wim|@/);
});

test("who may see no names is told of no damage, and nothing is opened for them", async () => {
  listen();
  const page = await getQueuePage(await signInSomebody("developer"), {});
  const board = await getBoardPage(await signInSomebody("developer"), { q: `acct_Lois` });
  expect(page).toBeNull();
  expect(board?.rows).toMatchObject([{ name: { kind: "masked" } }]);
  const masked = await getQueuePage(await signInSomebody("support"), {});
  expect(new Set(masked?.rows.map(({ name }) => name.kind))).toEqual(new Set(["masked"]));
  expect(told()).toEqual([]);
});

test.each([
  ["lost", () => lost, "misconfigured", 'PII_KEYS lacks the key "lost"'],
  ["damaged", () => damaged, "pii_unreadable", "data_key.wrapped_key does not open"],
])("a case whose key is %s says so, shows the rest, and tells the log why", async (_how, who, code, why) => {
  listen();
  const detail = await getCase(await signInSomebody("reviewer"), who().verificationId);
  expect(detail).toMatchObject({ unreadable: true, name: { kind: "unreadable" }, email: { kind: "known" } });
  expect(detail?.fields.find(({ field }) => field === "first_name")).toMatchObject({ declared: null, verified: null });
  expect(told()).toEqual([expect.objectContaining({ verificationId: who().verificationId, code, count: 1 })]);
  expect(told()[0].error.message).toContain(why);
  expect(await getCase(await signInSomebody("reviewer"), whole.verificationId)).toMatchObject({ unreadable: false });
});

test("the board, its exports and an account's page show everybody, and say whose name is unreadable", async () => {
  listen();
  const senior = await signInSomebody("senior");
  const names = new Map((await getBoardPage(senior, {}))?.rows?.map(({ id, name }) => [id, name]));
  expect(names.get(whole.accountId)).toEqual({ kind: "known", text: "Shop of Wim" });
  for (const { accountId } of [lost, damaged]) expect(names.get(accountId)).toEqual({ kind: "unreadable" });
  expect(told()).toEqual([expect.objectContaining({ count: 2, accountId: expect.any(String) })]);

  const chosen = await getChosenAccounts(senior, [lost.accountId, whole.accountId]);
  expect(new Set(chosen?.map(({ name }) => name.kind))).toEqual(new Set(["known", "unreadable"]));
  for (const rows of [await exportAccounts(senior, {}), await exportVerifications(senior, {})]) {
    const text = await new Response(rows as ReadableStream).text();
    for (const { accountId, verificationId } of [lost, damaged, whole]) {
      expect(text.includes(accountId) || text.includes(verificationId)).toBe(true);
    }
  }

  expect(await getAccountDetail(senior, lost.accountId)).toMatchObject({ unreadable: true, account: { name: null } });
  expect(await getAccountDetail(senior, whole.accountId)).toMatchObject({
    unreadable: false,
    account: { name: "Shop of Wim" },
  });
});

test("writing fails closed for whom nothing can be sealed, and for nobody else of the same press", async () => {
  listen();
  const senior = await signInSomebody("senior");
  const answer = await askSeveral(senior, [lost.accountId, damaged.accountId, whole.accountId]);
  expect(answer).toEqual({
    ok: true,
    accounts: [
      { id: lost.accountId, result: { ok: false, code: "unreadable" } },
      { id: damaged.accountId, result: { ok: false, code: "unreadable" } },
      { id: whole.accountId, result: { ok: true, askId: expect.any(String) } },
    ],
  });
  expect(await db.accountAsk.findMany({ select: { accountId: true } })).toEqual([{ accountId: whole.accountId }]);
  expect(await db.mail.findMany({ select: { userId: true } })).toEqual([{ userId: whole.userId }]);

  const reveal = await revealPersons(senior, { id: lost.accountId, reason: "document_check" });
  expect(reveal).toEqual({ ok: false, code: "unreadable" });
  expect(await db.auditEntry.count({ where: { action: "account.persons_revealed" } })).toBe(0);

  for (const { viewer, userId } of [lost, damaged]) {
    const declared = declareDetails(viewer, { country: "PT", firstName: "Anew", lastName: "", phone: null });
    await expect(declared).rejects.toThrow(expect.objectContaining({ name: "AppError" }));
    expect(await db.declaredDetails.count({ where: { userId } })).toBe(1);
    expect(await db.dataKey.count({ where: { userId } })).toBe(1);
  }
});

test("what Stripe answers of such a person is not taken over, and whoever asked is told why", async () => {
  listen();
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const before = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  await db.dataKey.updateMany({ where: { userId: viewer.userId }, data: { keyId: "lost" } });
  const refreshed = await refreshVerification(await signInSomebody("reviewer"), before.id);
  expect(refreshed).toEqual({ ok: false, code: "unreadable" });
  expect(await db.verification.findUniqueOrThrow({ where: { id: before.id } })).toEqual(before);
});
