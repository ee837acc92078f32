import { describe, expect, test } from "vitest";
import { type CaseFacts, caseActions } from "@/lib/cases/rules";
import { stripeStatuses } from "@/lib/verification/schema";
import { Role } from "@/prisma/generated/enums";

const at = new Date("2026-11-28T12:00:00Z");
const hoursAgo = (hours: number) => new Date(at.getTime() - hours * 60 * 60 * 1000);

type Action = keyof ReturnType<typeof caseActions>;
const actions = ["reveal", "readReports", "refresh", "cancel", "redact"] as const satisfies Action[];

/** Who may at all. */
const roles: Record<Action, readonly Role[]> = {
  reveal: ["reviewer", "senior"],
  readReports: ["senior", "auditor"],
  refresh: ["reviewer", "senior"],
  cancel: ["reviewer", "senior"],
  redact: ["senior"],
};

type Session = CaseFacts["sessions"][number];
const session = (id: string, status: Session["status"], ...reportedAt: Date[]): Session => ({
  id,
  status,
  reports: reportedAt.map((createdAt) => ({ createdAt })),
});

/** What is said to whoever may at all, of another's case; "ok" where it may be done. `vs_1` is the one that counts. */
type Said = Record<Action, string>;
const said = (reveal: string, readReports: string, refresh: string, cancel: string, redact: string): Said => ({
  reveal,
  readReports,
  refresh,
  cancel,
  redact,
});

const open = session("vs_1", "requires_input");
const failed = session("vs_1", "requires_input", hoursAgo(2), hoursAgo(60));
const states: [name: string, sessions: Session[], said: Said][] = [
  ["nothing at Stripe", [], said("no_report", "no_report", "no_session", "not_open", "no_session")],
  ["begun", [open], said("no_report", "no_report", "ok", "ok", "ok")],
  ["failed", [failed], said("ok", "ok", "ok", "ok", "ok")],
  [
    "being checked again",
    [session("vs_1", "processing", hoursAgo(2))],
    said("ok", "ok", "ok", "not_open", "being_checked"),
  ],
  ["verified", [session("vs_1", "verified", hoursAgo(47))], said("ok", "ok", "ok", "not_open", "ok")],
  [
    "verified 48 hours ago",
    [session("vs_1", "verified", hoursAgo(48))],
    said("window_over", "ok", "ok", "not_open", "ok"),
  ],
  ["canceled", [session("vs_1", "canceled")], said("no_report", "no_report", "ok", "not_open", "ok")],
  [
    "in a status that Stripe added",
    [session("vs_1", "unknown")],
    said("no_report", "no_report", "ok", "not_open", "ok"),
  ],
  [
    "begun, and another one checked",
    [open, session("vs_2", "processing")],
    said("no_report", "no_report", "ok", "ok", "being_checked"),
  ],
  [
    "begun, and another one reported on",
    [open, session("vs_2", "canceled", hoursAgo(1))],
    said("no_report", "ok", "ok", "ok", "ok"),
  ],
  [
    "verified, and another one open",
    [session("vs_1", "verified", hoursAgo(1)), session("vs_2", "requires_input")],
    said("ok", "ok", "ok", "not_open", "ok"),
  ],
];

const redactions: [name: string, flags: Pick<CaseFacts, "redactionRequestedAt" | "redactedAt">, why: string | null][] =
  [
    ["not redacted", { redactionRequestedAt: null, redactedAt: null }, null],
    ["being redacted", { redactionRequestedAt: hoursAgo(1), redactedAt: null }, "being_redacted"],
    ["redacted", { redactionRequestedAt: hoursAgo(90), redactedAt: hoursAgo(1) }, "redacted"],
  ];
const stopped: readonly Action[] = ["reveal", "cancel", "redact"];

test("the states hold every status of Stripe's", () => {
  const held = new Set(states.flatMap(([, sessions]) => sessions.map(({ status }) => status)));
  expect([...held].sort()).toEqual([...stripeStatuses].sort());
});

describe.each(states)("a case that is %s", (_name, sessions, expected) => {
  test.each(redactions)(
    "and %s: every role is told of every action what it may, and why not",
    (_flags, flags, redaction) => {
      for (const role of Object.values(Role)) {
        for (const own of [false, true]) {
          const facts = { userId: "owner", currentSessionId: sessions[0]?.id ?? null, sessions, ...flags };
          const rules = caseActions({ role, userId: own ? "owner" : "other" }, facts, at);
          const told = actions.map((action) => {
            const rule = rules[action];
            return [action, rule.ok ? "ok" : rule.why];
          });
          const should = actions.map((action) => {
            if (!roles[action].includes(role)) return [action, "not_allowed"];
            if (own && action !== "readReports") return [action, "own_case"];
            return [action, (stopped.includes(action) && redaction) || expected[action]];
          });
          expect(told, `${role}, ${own ? "own" : "other"}`).toEqual(should);
        }
      }
    },
  );
});
