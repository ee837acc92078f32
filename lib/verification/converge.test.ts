import { expect, test } from "vitest";
import type { StripeReport, StripeSession } from "@/lib/stripe/session-shape";
import {
  deriveVerification,
  firstDifference,
  inOrder,
  isNewer,
  toSessionRow,
  withNamedReport,
} from "@/lib/verification/converge";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute));

const base: StripeSession = {
  id: "vs_1",
  createdAt: at(0),
  livemode: false,
  type: "document",
  status: "requires_input",
  clientReferenceId: null,
  metadata: {},
  claims: { userId: null, verificationId: null, accountId: null, personSessionId: null },
  lastErrorCode: null,
  lastErrorReason: null,
  lastReportId: null,
  verificationFlow: null,
  relatedPerson: null,
  redactionStatus: null,
  verifiedOutputs: null,
};
const report = (id: string, minute: number): StripeReport => ({
  id,
  createdAt: at(minute),
  type: "document",
  documentType: minute < 4 ? "passport" : "id_card",
  documentCountry: "DE",
  checks: [],
});

/** created, then three submissions of which the last passes, then redaction: eight events, and what Stripe said at each. */
const first = report("vr_1", 2);
const second = report("vr_2", 4);
const third = report("vr_3", 6);
const history: { session: StripeSession; reports: StripeReport[] }[] = [
  { session: base, reports: [] },
  { session: { ...base, status: "processing" }, reports: [] },
  { session: { ...base, lastErrorCode: "document_expired", lastReportId: first.id }, reports: [first] },
  { session: { ...base, status: "processing", lastReportId: first.id }, reports: [first] },
  { session: { ...base, lastErrorCode: "selfie_face_mismatch", lastReportId: second.id }, reports: [first, second] },
  { session: { ...base, status: "processing", lastReportId: second.id }, reports: [first, second] },
  { session: { ...base, status: "verified", lastReportId: third.id }, reports: [first, second, third] },
  {
    session: { ...base, status: "verified", lastReportId: third.id, redactionStatus: "redacted" },
    reports: [first, second, third],
  },
];

/** Lets the answers land in one order, by the very rules of the sync, and returns what the rows say in the end. */
function land(order: readonly number[]): string {
  let row: ReturnType<typeof toSessionRow> | null = null;
  const reports = new Map<string, StripeReport>();
  let derived: ReturnType<typeof deriveVerification> | null = null;
  for (const index of order) {
    const answer = history[index];
    const ticket = BigInt(index + 1);
    if (!answer || (row && !isNewer(ticket, row))) continue;
    row = toSessionRow(row, answer.session, ticket, at(30));
    for (const each of answer.reports) reports.set(each.id, each);
    const session = { id: base.id, createdAt: base.createdAt, ...row, reports: [...reports.values()] };
    derived = deriveVerification({
      verification: {
        createdAt: at(0),
        closedAt: derived?.closedAt ?? null,
        failureCode: null,
        maxAttempts: 3,
      },
      sessions: [session],
      current: session,
      // Every event is stored before its sync runs; the last of the eight came at minute 8.
      newestEventAt: at(8),
      userMismatch: false,
      declined: false,
      redacting: answer.session.redactionStatus !== null,
      superseded: false,
    });
  }
  const { syncTicket, ...columns } = row ?? { syncTicket: 0n };
  return JSON.stringify({ ticket: Number(syncTicket), columns, derived });
}

function* permutations(items: number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest];
  }
}

test("each of the 40,320 orders in which eight answers can land ends in the same row", () => {
  const ends = new Set<string>();
  let count = 0;
  for (const order of permutations([0, 1, 2, 3, 4, 5, 6, 7])) {
    ends.add(land(order));
    count++;
  }
  expect(count).toBe(40_320);
  expect([...ends]).toHaveLength(1);
  expect([...ends][0]).toContain('"attempts":3');
});

test("of two attempts in one second the one that its session calls the last comes last, in whatever order they are read", () => {
  const twin = { ...second, createdAt: first.createdAt };
  for (const reports of [
    [first, twin],
    [twin, first],
  ]) {
    expect(inOrder([{ lastReportId: twin.id, reports }])).toEqual([first, twin]);
    expect(inOrder([{ lastReportId: first.id, reports }])).toEqual([twin, first]);
  }
});

test("an attempt that ended after the reports were listed still counts, and none counts twice", () => {
  expect(withNamedReport([first, second], third)).toEqual([first, second, third]);
  expect(withNamedReport([first, second], second)).toEqual([first, second]);
  expect(withNamedReport([first], null)).toEqual([first]);
});

test("news that says nothing new does not count as a change", () => {
  const known = toSessionRow(null, base, 1n, at(1));
  expect(toSessionRow(known, base, 2n, at(2))).toMatchObject({ changedAt: at(1), syncedAt: at(2) });
  expect(toSessionRow(known, { ...base, status: "processing" }, 2n, at(2))).toMatchObject({ changedAt: at(2) });
});

test("of what differs the most telling comes first, and where all agree there is nothing to tell", () => {
  const held = { status: "requires_input" as const, lastErrorCode: null, reports: 1, redaction: null };
  expect(firstDifference(held, held)).toBeNull();
  expect(firstDifference(null, held)).toEqual({ field: "status", held: null, found: "requires_input" });
  expect(firstDifference(held, { ...held, status: "verified", reports: 2 })).toEqual({
    field: "status",
    held: "requires_input",
    found: "verified",
  });
  expect(firstDifference(held, { ...held, reports: 2 })).toEqual({ field: "reports", held: "1", found: "2" });
  expect(firstDifference(held, { ...held, redaction: "redacted" })).toEqual({
    field: "redaction",
    held: null,
    found: "redacted",
  });
});
