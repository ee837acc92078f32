import { randomUUID } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { may } from "@/lib/auth/permissions";
import { sellerMailOf } from "@/lib/connect/seller-mail";
import { getAccountDetail } from "@/lib/connect/staff/account";
import { getChosenAccounts } from "@/lib/connect/staff/chosen";
import { askAgain, createStripePage, refreshAccount, revealPersons } from "@/lib/connect/staff/mutations";
import { db } from "@/lib/db/client";
import { accountTarget } from "@/lib/jobs/definitions";
import { writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { syncNow } from "@/lib/reconciler/mutations";
import { Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";

async function seller(role: Role = "applicant") {
  const viewer = await signInSomebody(role);
  const { userId } = viewer;
  const at = new Date();
  const personId = `person_${randomUUID().replaceAll("-", "")}`;
  const id = await db.$transaction(async (tx) => {
    const account = await tx.connectedAccount.create({
      data: {
        ...{ userId, country: "US", businessType: "company", status: "due", stripeId: `acct_${randomUUID()}` },
        ...{ dueCount: 1, openTasks: ["company"], disabledReason: "listed" },
      },
    });
    const cipher = await writerOf(tx, userId);
    const requirement = { entry: "company.tax_id", list: "current" as const, appearedAt: at, changedAt: at };
    const { id: requirementId } = await tx.requirement.create({ data: { accountId: account.id, ...requirement } });
    await tx.requirementChange.create({
      data: { accountId: account.id, requirementId, at, change: "appeared", list: "current" },
    });
    await tx.accountPerson.create({
      data: {
        ...{ id: personId, accountId: account.id, roles: ["owner"], createdAt: at },
        firstName: cipher.seal("Juno", place.accountPersonField("first_name", personId)),
      },
    });
    return account.id;
  });
  return { viewer, userId, id, personId };
}

const auditOf = (id: string) =>
  db.auditEntry.findMany({ where: { targetId: id }, select: { action: true, subject: true, reason: true } });

describe("an account for staff", () => {
  test.each(Object.values(Role))("shows a %s what the role may see, and never a name of a person", async (role) => {
    const { id } = await seller();
    const viewer = await signInSomebody(role);
    const detail = await getAccountDetail(viewer, id);
    expect(detail !== null).toBe(may(role, "accounts.read"));
    if (!detail) return;
    expect(detail.requirements !== null).toBe(may(role, "accounts.requirements"));
    expect(detail.history !== null).toBe(may(role, "accounts.requirements"));
    expect(detail.uploads !== null).toBe(may(role, "accounts.requirements"));
    expect(detail.mails !== null).toBe(may(role, "accounts.names"));
    expect(detail.account.disabledReason).toBe(may(role, "accounts.listed") ? "listed" : "under_review");
    expect(JSON.stringify(detail)).not.toContain("Juno");
    const offered = Object.entries(detail.actions).flatMap(([name, { ok }]) => (ok ? [name] : []));
    const expected = [
      ...(may(role, "accounts.refresh") ? ["refresh"] : []),
      ...(may(role, "accounts.ask") ? ["ask"] : []),
      ...(may(role, "accounts.link") ? ["link"] : []),
      ...(may(role, "accounts.persons") ? ["reveal"] : []),
    ];
    expect(offered).toEqual(expected);
  });

  test("tells which files were sent and what became of them, and nothing of their content", async () => {
    const { id, personId } = await seller();
    const fingerprint = Buffer.from("of the file's content");
    const uploadedAt = new Date(Date.now() - 60_000);
    const file = { accountId: id, personId, entry: "verification.document", fingerprint, uploadedAt };
    await db.accountFile.create({ data: { ...file, id: `file_${randomUUID()}`, part: "front", usedAt: uploadedAt } });
    const requirement = await db.requirement.create({
      data: {
        ...{ accountId: id, personId, entry: "verification.document", list: "current", appearedAt: uploadedAt },
        ...{ changedAt: new Date(), errorCodes: ["verification_document_expired"] },
      },
    });
    await db.requirementChange.create({
      data: {
        ...{ accountId: id, requirementId: requirement.id, at: new Date(), change: "failed", list: "current" },
        code: "verification_document_expired",
      },
    });
    const detail = await getAccountDetail(await signInSomebody("reviewer"), id);
    expect(detail?.uploads).toEqual([
      {
        ...{ id: expect.stringMatching(/^file_/), personId, entry: "verification.document", part: "front" },
        ...{ uploadedAt: uploadedAt.toISOString(), purpose: "identity_document" },
        result: { state: "failed", code: "verification_document_expired" },
      },
    ]);
  });

  test("tells what was done with it, with the syncs that somebody pressed for the account at Stripe, newest first", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { id } = await seller();
    const other = await seller();
    const stripeIdOf = async (each: string) =>
      (await db.connectedAccount.findUniqueOrThrow({ where: { id: each } })).stripeId ?? "";
    const developer = await signInSomebody("developer");
    const reviewer = await signInSomebody("reviewer");
    await revealPersons(reviewer, { id, reason: "data_comparison" });
    for (const each of [other.id, id]) {
      expect(await syncNow(developer, accountTarget(await stripeIdOf(each)))).toEqual({ ok: true });
    }
    expect((await getAccountDetail(reviewer, id))?.steps).toMatchObject([
      { action: "account.synced", actorRole: "developer" },
      { action: "account.persons_revealed", actorRole: "reviewer" },
    ]);
  });

  test("what is not there and what is no id look alike", async () => {
    const viewer = await signInSomebody("senior");
    expect(await getAccountDetail(viewer, randomUUID())).toBeNull();
    expect(await getAccountDetail(viewer, "acct_1")).toBeNull();
  });

  test("opens names of persons after writing down each, with the reason", async () => {
    const { id, personId } = await seller();
    const answer = await revealPersons(await signInSomebody("reviewer"), { id, reason: "data_comparison" });
    expect(answer).toMatchObject({ ok: true, persons: [{ id: personId, firstName: "Juno" }] });
    expect(await auditOf(id)).toEqual([
      { action: "account.persons_revealed", subject: personId, reason: "data_comparison" },
    ]);
  });

  test("nobody acts on an account of their own", async () => {
    const { id, viewer } = await seller("senior");
    // The type holds a role's every permission: what is tried here is the rule.
    const refused = { ok: false, code: "own_account" };
    expect(await refreshAccount(viewer, id)).toEqual(refused);
    expect(await askAgain(viewer, { id, line: "" })).toEqual(refused);
    expect(await revealPersons(viewer, { id, reason: "document_check" })).toEqual(refused);
    expect(await createStripePage(viewer, id)).toEqual(refused);
    expect(await auditOf(id)).toEqual([]);
  });

  test("asks again once a day, however many press at once; the mail has the line, which is nowhere in clear", async () => {
    const { id, userId } = await seller();
    const line = "The number seems to miss a digit.";
    const viewer = await signInSomebody("reviewer");
    const answers = await Promise.all(Array.from({ length: 5 }, () => askAgain(viewer, { id, line })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.code === "asked_today")).toHaveLength(4);

    const mails = await db.mail.findMany({ where: { userId } });
    expect(mails).toMatchObject([{ kind: "seller_asked", key: expect.stringMatching(/^asked:/) }]);
    const [mail] = mails;
    const content = mail && (await sellerMailOf({ ...mail, kind: "seller_asked" }, "en"));
    expect(content?.paragraphs.join(" ")).toContain(line);
    expect((await auditOf(id)).map(({ action }) => action)).toEqual(["account.asked"]);
    const [ask] = await db.accountAsk.findMany({ where: { accountId: id } });
    expect(Buffer.from(ask?.line ?? []).toString()).not.toContain("digit");
    expect(await db.requirement.count({ where: { accountId: id, askedAt: null } })).toBe(0);

    const detail = await getAccountDetail(viewer, id);
    expect(detail?.actions.ask).toEqual({ ok: false, why: "asked_today" });
    expect(detail?.mails).toMatchObject([{ kind: "seller_asked", byHand: true, outcome: "queued" }]);
  });

  test("offers nobody to write to a seller whose data cannot be decrypted, which the press would refuse", async () => {
    const viewer = await signInSomebody("senior");
    const { id, userId } = await seller();
    await db.dataKey.updateMany({ where: { userId }, data: { keyId: "gone" } });

    expect((await getAccountDetail(viewer, id))?.actions.ask).toEqual({ ok: false, why: "unreadable" });
    expect(await getChosenAccounts(viewer, [id])).toMatchObject([{ ask: { ok: false, why: "unreadable" } }]);
    expect(await askAgain(viewer, { id, line: "" })).toEqual({ ok: false, code: "unreadable" });
    expect(await db.mail.count({ where: { userId } })).toBe(0);
  });

  test("asks for nothing where nothing is due or the account is closed", async () => {
    const viewer = await signInSomebody("senior");
    for (const [data, code] of [
      [{ dueCount: 0 }, "nothing_due"],
      [{ status: "closed" as const }, "closed"],
      [{ stripeId: null }, "not_started"],
    ] as const) {
      const { id, userId } = await seller();
      await db.connectedAccount.update({ where: { id }, data });
      expect(await askAgain(viewer, { id, line: "" })).toEqual({ ok: false, code });
      expect(await db.mail.count({ where: { userId } })).toBe(0);
    }
  });
});
