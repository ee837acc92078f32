import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { may } from "@/lib/auth/permissions";
import { exportAccounts } from "@/lib/connect/staff/export";
import { type BoardFilter, boardFilter } from "@/lib/connect/staff/schema";
import { db } from "@/lib/db/client";
import { writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";

/** As many sellers of one country, which no other test uses. */
async function sellers(country: string, count: number, data: object = {}): Promise<void> {
  const users = await db.user.createManyAndReturn({
    data: Array.from({ length: count }, () => ({ email: `${randomUUID()}@demo.test` })),
    select: { id: true },
  });
  await db.connectedAccount.createMany({
    data: users.map(({ id: userId }) => ({ userId, country, stripeId: `acct_${userId}`, status: "due", ...data })),
  });
}

async function exported(role: Role, filter: BoardFilter) {
  const viewer = await signInSomebody(role);
  const rows = await exportAccounts(viewer, boardFilter.parse(filter));
  const text = typeof rows === "string" ? rows : await new Response(rows).text();
  const audit = await db.auditEntry.findMany({
    where: { actorId: viewer.userId },
    select: { action: true, subject: true },
    orderBy: { id: "asc" },
  });
  return { text, lines: text.trimEnd().split("\r\n").slice(1), audit };
}

describe("the export of accounts", () => {
  test.each(Object.values(Role))("serves a %s if the role may, and leaves no trace else", async (role) => {
    const { text, audit } = await exported(role, { country: "AD" });
    if (may(role, "accounts.export")) {
      expect(text).toMatch(/^account_id,stripe_id,/);
      expect(audit.map(({ action }) => action)).toEqual(["accounts.export_started", "accounts.exported"]);
    } else {
      expect(text).toBe("not_allowed");
      expect(audit).toEqual([]);
    }
  });

  test("has each account that fits once, over all pages of the board, and counts them in the audit log", async () => {
    await sellers("LI", 1_203);
    await sellers("SM", 3);
    const { lines, audit } = await exported("reviewer", { country: "LI" });
    expect(lines).toHaveLength(1_203);
    expect(new Set(lines.map((line) => line.split(",")[0])).size).toBe(1_203);
    expect(lines.every((line) => line.split(",")[2] === "LI")).toBe(true);
    expect(audit.at(-1)).toEqual({ action: "accounts.exported", subject: "rows:1203" });
  });

  test("tells of a match on a list to few, and of a name to nobody", async () => {
    await sellers("VA", 1, { status: "paused", disabledReason: "listed" });
    const account = await db.connectedAccount.findFirstOrThrow({ where: { country: "VA" } });
    await db.$transaction(async (tx) => {
      const cipher = await writerOf(tx, account.userId);
      const name = cipher.seal("Wobblestone Pottery", place.accountField("name", account.id));
      await tx.connectedAccount.update({ where: { id: account.id }, data: { name } });
    });
    const reviewer = await exported("reviewer", { country: "VA" });
    const senior = await exported("senior", { country: "VA" });
    expect(reviewer.text).toContain(",under_review,");
    expect(reviewer.text).not.toContain("listed");
    expect(senior.text).toContain(",listed,");
    expect(senior.text + reviewer.text).not.toContain("Wobblestone");
  });

  test("waits after some at once", async () => {
    const viewer = await signInSomebody("auditor");
    const answers = [];
    for (let count = 0; count < 8; count++) answers.push(await exportAccounts(viewer, { country: "AD" }));
    expect(answers.filter((answer) => answer === "too_often").length).toBeGreaterThan(0);
    await Promise.all(answers.flatMap((answer) => (typeof answer === "string" ? [] : [answer.cancel()])));
    const ended = await db.auditEntry.groupBy({ by: ["action"], where: { actorId: viewer.userId }, _count: true });
    const of = (action: string) => ended.find((each) => each.action === action)?._count ?? 0;
    expect(of("accounts.export_broken_off") + of("accounts.exported")).toBe(of("accounts.export_started"));
  });
});
