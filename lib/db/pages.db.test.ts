import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { hashSessionToken } from "@/lib/auth/token";
import { type Viewer, viewerOfToken, viewerOfTokenWith } from "@/lib/auth/viewer-of-token";
import { getCase } from "@/lib/cases/data";
import { getQueuePage } from "@/lib/cases/queue";
import { readShell } from "@/lib/cases/shell";
import { getBoardPage } from "@/lib/connect/staff/board";
import { databasePool, db } from "@/lib/db/client";
import { getEventPage } from "@/lib/events/data";
import { getEndpointHealth } from "@/lib/health/endpoint";
import { toMyVerification } from "@/lib/verification/data";
import { type OwnLine, ownParts, toOwnRow } from "@/lib/verification/own-verification";
import type { Role } from "@/prisma/generated/enums";

// One connection, so that PostgreSQL's own list of this connection's statements is the list of all.
const pool = databasePool(1);

const visits = 12;

const known = <Found>(found: Found | null): Found => {
  if (!found) throw new Error("a person who was just signed in is not");
  return found;
};

const readOwnPage = async (token: string) => {
  const { viewer, row } = known(await viewerOfTokenWith<OwnLine>(token, ownParts()));
  return toMyVerification(viewer, toOwnRow(row));
};

/** Of a page of the staff: its frame, and what is in it. */
const inShell = (read: (viewer: Viewer, id: string) => Promise<unknown>[]) => async (token: string, id: string) => {
  const viewer = known(await viewerOfToken(token));
  return Promise.all([readShell(viewer), ...read(viewer, id)]);
};

/** What a page reads, from the cookie on, and how many statements it may take for that. */
const pages: {
  page: string;
  role: Role;
  statements: number;
  read: (token: string, id: string) => Promise<unknown>;
}[] = [
  { page: "the applicant's own", role: "applicant", statements: 1, read: readOwnPage },
  {
    page: "the queue",
    role: "reviewer",
    statements: 3,
    read: inShell((viewer) => [getQueuePage(viewer, {})]),
  },
  {
    page: "the queue in review",
    role: "reviewer",
    statements: 3,
    read: inShell((viewer) => [getQueuePage(viewer, { status: "in_review" })]),
  },
  {
    page: "the board of accounts",
    role: "reviewer",
    statements: 3,
    read: inShell((viewer) => [getBoardPage(viewer, { country: "PT" })]),
  },
  {
    page: "the board of who may lose payouts",
    role: "reviewer",
    statements: 3,
    read: inShell((viewer) => [getBoardPage(viewer, { payouts: "within_7" })]),
  },
  { page: "a case", role: "reviewer", statements: 3, read: inShell((viewer, id) => [getCase(viewer, id)]) },
  {
    page: "events",
    role: "auditor",
    statements: 5,
    read: inShell((viewer) => [getEventPage(viewer, {}), getEndpointHealth(viewer)]),
  },
];

test.each(pages)(
  "$page takes few statements, and none is planned anew at each visit",
  async ({ role, statements, read }) => {
    const token = randomBytes(32).toString("hex");
    const user = await db.user.create({ data: { email: `${token}@demo.test`, role } });
    const session = { sessionToken: hashSessionToken(token), userId: user.id };
    await db.session.create({ data: { ...session, expires: new Date(Date.now() + 3_600_000) } });
    const { id } = await db.verification.create({
      data: { userId: user.id, maxAttempts: 3, status: "in_review", closedAt: new Date() },
    });

    const before = await executions();
    for (let visit = 0; visit < visits; visit++) await read(token, id);
    const after = await executions();

    const sent = [...after].map(([statement, { planned, executed }]) => ({
      statement,
      planned: planned - (before.get(statement)?.planned ?? 0),
      executed: executed - (before.get(statement)?.executed ?? 0),
    }));
    // PostgreSQL plans a statement for its values five times before it may keep a plan for all.
    expect(sent.filter(({ planned }) => planned > 5)).toEqual([]);
    expect(sent.reduce((sum, { executed }) => sum + executed, 0) / visits).toBe(statements);
  },
);

/** How often each named statement of the connection was executed, and how often planned for that one execution alone. */
async function executions(): Promise<Map<string, { planned: number; executed: number }>> {
  const { rows } = await pool.query<{ statement: string; planned: number; executed: number }>(
    `select statement, custom_plans::int as planned, (custom_plans + generic_plans)::int as executed from pg_prepared_statements`,
  );
  return new Map(rows.map(({ statement, ...row }) => [statement, row]));
}
