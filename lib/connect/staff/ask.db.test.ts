import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getAccountDetail } from "@/lib/connect/staff/account";
import { getChosenAccounts } from "@/lib/connect/staff/chosen";
import { askAgain, askSeveral, takeBackAsk, takeBackSeveral } from "@/lib/connect/staff/mutations";
import { askSeveralInput } from "@/lib/connect/staff/schema";
import { forgetUnsent } from "@/lib/connect/unsent-mail";
import { db } from "@/lib/db/client";
import { deliverMail, enqueueMails, recordMailFailure } from "@/lib/mail/outbox";
import { askedAtOnce, takeBackSeconds } from "@/lib/policy/limits";
import { Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";

async function seller(data: object = {}) {
  const { userId } = await signInSomebody();
  const { id } = await db.connectedAccount.create({
    data: { userId, country: "US", status: "due", stripeId: `acct_${randomUUID()}`, dueCount: 1, ...data },
  });
  const at = new Date(Date.now() - 60_000);
  await db.requirement.create({
    data: { accountId: id, entry: "company.tax_id", list: "current", appearedAt: at, changedAt: at },
  });
  return { id, userId };
}

async function asked(viewer: Viewer<"accounts.ask">, id: string): Promise<string> {
  const answer = await askAgain(viewer, { id, line: "" });
  if (!answer.ok) throw new Error(`a seller could not be asked: ${answer.code}`);
  return answer.askId;
}

const askedAtOf = async (id: string) => (await db.requirement.findFirstOrThrow({ where: { accountId: id } })).askedAt;
const actionsOf = async (viewer: Viewer) =>
  (await db.auditEntry.findMany({ where: { actorId: viewer.userId }, orderBy: { id: "asc" } })).map(
    ({ action, subject }) => (action.startsWith("accounts.") ? `${action} ${subject}` : action),
  );
const jobsOf = async (userId: string) =>
  db.$queryRaw<{ waitsSeconds: number }[]>`
    select extract(epoch from j.run_at - now())::float8 as "waitsSeconds" from graphile_worker.jobs j
    join mail m on j.key = 'sendMail:' || m.id where m.user_id = ${userId}::uuid`;

describe("what was asked by hand", () => {
  test("waits, and is taken back by whoever asked: then nothing was asked, and can be at once", async () => {
    const { id, userId } = await seller();
    const viewer = await signInSomebody("reviewer");
    const askId = await asked(viewer, id);
    const [job] = await jobsOf(userId);
    expect(job?.waitsSeconds).toBeGreaterThan(takeBackSeconds / 2);
    expect((await getAccountDetail(viewer, id))?.takeBack?.askId).toBe(askId);
    const other = await signInSomebody("senior");
    expect((await getAccountDetail(other, id))?.takeBack).toBeNull();
    expect(await takeBackAsk(other, askId)).toEqual({ ok: false, code: "not_there" });

    expect(await takeBackAsk(viewer, askId)).toEqual({ ok: true });
    expect(await db.mail.count({ where: { userId } })).toBe(0);
    expect(await jobsOf(userId)).toEqual([]);
    expect(await askedAtOf(id)).toBeNull();
    expect(await actionsOf(viewer)).toEqual(["account.asked", "account.ask_taken_back"]);
    expect(await takeBackAsk(viewer, askId)).toEqual({ ok: false, code: "not_there" });
    await asked(viewer, id);
  });

  test("leaves when an earlier mail asked as it was", async () => {
    const { id, userId } = await seller();
    const mail = { key: `test:${id}`, userId, kind: "seller_due", deadline: null } as const;
    await db.$transaction((tx) => enqueueMails(tx, [mail]));
    const { createdAt } = await db.mail.findUniqueOrThrow({ where: { key: mail.key } });
    const viewer = await signInSomebody("reviewer");
    await takeBackAsk(viewer, await asked(viewer, id));
    expect(await askedAtOf(id)).toEqual(createdAt);
  });

  test("is not taken back once a worker has its mail, whoever was first", async () => {
    const { id, userId } = await seller();
    const viewer = await signInSomebody("reviewer");
    const askId = await asked(viewer, id);
    await db.$executeRaw`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker'
      where key = (select 'sendMail:' || id from mail where user_id = ${userId}::uuid)`;
    expect(await takeBackAsk(viewer, askId)).toEqual({ ok: false, code: "already_sent" });
    expect(await db.mail.count({ where: { userId } })).toBe(1);
    expect(await db.accountAsk.count({ where: { accountId: id } })).toBe(1);
    expect(await actionsOf(viewer)).toEqual(["account.asked"]);
  });

  test.each([
    ["failed", { code: "mail_refused", exhausted: true }],
    ["dropped", null],
  ] as const)("has asked nobody where its mail is %s, and is asked again at once", async (outcome, failure) => {
    const { id, userId } = await seller();
    const viewer = await signInSomebody("senior");
    await asked(viewer, id);
    const isAllowed = async () => [
      (await getAccountDetail(viewer, id))?.actions.ask.ok,
      (await getChosenAccounts(viewer, [id]))?.[0]?.ask.ok,
    ];
    expect(await isAllowed()).toEqual([false, false]);
    const mail = await db.mail.findFirstOrThrow({ where: { userId } });
    if (failure) await recordMailFailure(mail.id, failure, forgetUnsent);
    else await deliverMail(mail.id, async () => null, forgetUnsent);
    expect((await db.mail.findUniqueOrThrow({ where: { id: mail.id } })).outcome).toBe(outcome);
    expect(await isAllowed()).toEqual([true, true]);
    await asked(viewer, id);
    expect(await askAgain(viewer, { id, line: "" })).toEqual({ ok: false, code: "asked_today" });
  });

  test("is not offered to be taken back after its mail was sent", async () => {
    const { id, userId } = await seller();
    const viewer = await signInSomebody("reviewer");
    const askId = await asked(viewer, id);
    await db.mail.updateMany({ where: { userId }, data: { outcome: "sent" } });
    expect((await getAccountDetail(viewer, id))?.takeBack).toBeNull();
    expect(await takeBackAsk(viewer, askId)).toEqual({ ok: false, code: "already_sent" });
  });
});

describe("several at once", () => {
  test.each(Object.values(Role))("are asked by a %s if the role may", async (role) => {
    const { id, userId } = await seller();
    const viewer = await signInSomebody(role);
    const allowed = may(role, "accounts.ask_several");
    expect((await getChosenAccounts(viewer, [id])) !== null).toBe(allowed);
    // The type holds a role's every permission: what is tried here is the check.
    expect((await askSeveral(viewer as Viewer<"accounts.ask_several">, [id])).ok).toBe(allowed);
    expect(await db.mail.count({ where: { userId } })).toBe(allowed ? 1 : 0);
  });

  test("are told apart by what became of each, and written down for the press and for each", async () => {
    const open = await seller();
    const idle = await seller({ dueCount: 0 });
    const today = await seller();
    await asked(await signInSomebody("reviewer"), today.id);
    const viewer = await signInSomebody("senior");
    const nobody = randomUUID();
    const ids = [open.id, idle.id, today.id, nobody];
    const chosen = await getChosenAccounts(viewer, ids);
    expect(new Map(chosen?.map(({ id, ask }) => [id, ask.ok ? "ok" : ask.why]))).toEqual(
      new Map([
        [open.id, "ok"],
        [idle.id, "nothing_due"],
        [today.id, "asked_today"],
      ]),
    );
    const answer = await askSeveral(viewer, ids);
    if (!answer.ok) throw new Error(answer.code);
    expect(answer.accounts.map(({ result }) => (result.ok ? "ok" : result.code))).toEqual([
      ...["ok", "nothing_due", "asked_today", "not_there"],
    ]);
    expect(await actionsOf(viewer)).toEqual(["accounts.asked chosen:4", "account.asked"]);

    const askIds = answer.accounts.flatMap(({ result }) => (result.ok ? [result.askId] : []));
    expect(await takeBackSeveral(viewer, [...askIds, randomUUID()])).toEqual({ ok: true, askIds });
    expect(await db.mail.count({ where: { userId: open.userId } })).toBe(0);
  });

  test("are no more than a page of the board, each once, and not pressed for without a pause", async () => {
    const ids = Array.from({ length: askedAtOnce + 1 }, () => randomUUID());
    expect(askSeveralInput.safeParse({ ids: ids.join(",") }).success).toBe(false);
    expect(askSeveralInput.safeParse({ ids: "acct_1" }).success).toBe(false);
    const [one = ""] = ids;
    expect(askSeveralInput.parse({ ids: `${one},${one}` }).ids).toEqual([one]);
    const viewer = await signInSomebody("senior");
    expect(await getChosenAccounts(viewer, ids)).toBeNull();
    const answers = [];
    for (let count = 0; count < 12; count++) answers.push(await askSeveral(viewer, [one]));
    expect(answers.some((answer) => !answer.ok && answer.code === "too_often")).toBe(true);
  });
});
