import { type Answer, may, type Permission } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { sensitiveWindowMs } from "@/lib/stripe/sensitive";
import { answer } from "@/lib/verification/rules";
import type { StripeStatus } from "@/prisma/generated/enums";

/*
 * What may be done with verifications, and why not: one pure function per action. The page asks it whether to offer the
 * action, the mutation asks it whether to refuse, so the two cannot disagree. Limits on how often are not here: they count.
 */

/** Who asks. */
type Actor = Pick<Viewer, "role" | "userId">;

/** What the rules must know of a case. */
export type CaseFacts = {
  /** Whose verification it is. */
  userId: string;
  currentSessionId: string | null;
  redactionRequestedAt: Date | null;
  redactedAt: Date | null;
  /** All of them, the current one too. */
  sessions: readonly { id: string; status: StripeStatus; reports: readonly { createdAt: Date }[] }[];
};

/** The role is asked first, so that whoever may not act learns nothing of the case. */
function roleOrOwn(actor: Actor, facts: CaseFacts, permission: Permission) {
  if (!may(actor.role, permission)) return "not_allowed";
  return facts.userId === actor.userId ? "own_case" : null;
}

function redactionOf({ redactionRequestedAt, redactedAt }: CaseFacts) {
  if (redactionRequestedAt === null) return null;
  return redactedAt === null ? "being_redacted" : "redacted";
}

const currentOf = ({ sessions, currentSessionId }: CaseFacts) => sessions.find(({ id }) => id === currentSessionId);

/**
 * The attempt whose evidence can be asked for: the newest of the session that counts, until 48 hours after it was checked.
 * Another session's may be somebody else's. Null when nothing was submitted in it.
 */
export function evidenceOf(facts: CaseFacts): { sessionId: string; reportedAt: Date; until: Date } | null {
  const current = currentOf(facts);
  const [newest] = (current?.reports ?? []).map(({ createdAt }) => createdAt.getTime()).sort((a, b) => b - a);
  if (!current || newest === undefined) return null;
  return { sessionId: current.id, reportedAt: new Date(newest), until: new Date(newest + sensitiveWindowMs) };
}

/** Evidence, of no case of one's own, while Stripe lets our key read it at `at`. */
export function mayReveal(actor: Actor, facts: CaseFacts, at: Date) {
  const evidence = evidenceOf(facts);
  return answer(
    roleOrOwn(actor, facts, "evidence.read") ??
      redactionOf(facts) ??
      (evidence === null ? "no_report" : evidence.until <= at ? "window_over" : null),
  );
}

/** Reports hold nothing of the person, so one's own case is no exception. */
function mayReadReports(actor: Actor, facts: CaseFacts) {
  if (!may(actor.role, "reports.read")) return answer("not_allowed");
  return answer(facts.sessions.some(({ reports }) => reports.length > 0) ? null : "no_report");
}

/** Reading a case from Stripe anew. */
export function mayRefresh(actor: Actor, facts: CaseFacts) {
  return answer(roleOrOwn(actor, facts, "verification.refresh") ?? (currentOf(facts) ? null : "no_session"));
}

/** Canceling at Stripe: only while the session that counts awaits input. */
export function mayCancel(actor: Actor, facts: CaseFacts) {
  return answer(
    roleOrOwn(actor, facts, "verification.cancel") ??
      redactionOf(facts) ??
      (currentOf(facts)?.status === "requires_input" ? null : "not_open"),
  );
}

/** Redacting, once. Stripe redacts no session that it is checking, and all of them must go. */
export function mayRedact(actor: Actor, facts: CaseFacts) {
  const { sessions } = facts;
  return answer(
    roleOrOwn(actor, facts, "verification.redact") ??
      redactionOf(facts) ??
      (sessions.length === 0 ? "no_session" : null) ??
      (sessions.some(({ status }) => status === "processing") ? "being_checked" : null),
  );
}

/** Taking the list away as a file. Which rows and columns the viewer sees is not decided here. */
export const mayExport = (actor: Pick<Actor, "role">) =>
  answer(may(actor.role, "verifications.export") ? null : "not_allowed");

type WhyNot<Rule extends (...args: never[]) => Answer<string>> = Extract<ReturnType<Rule>, { ok: false }>["why"];

/** Why evidence may not be opened. */
export type RevealRefusal = WhyNot<typeof mayReveal>;

/** Why a case may not be read anew, canceled or redacted. */
export type CaseRefusal = WhyNot<typeof mayRefresh | typeof mayCancel | typeof mayRedact>;

/** Every action on a case and what its rule says, for the page that offers them. */
export const caseActions = (actor: Actor, facts: CaseFacts, at: Date) => ({
  reveal: mayReveal(actor, facts, at),
  readReports: mayReadReports(actor, facts),
  refresh: mayRefresh(actor, facts),
  cancel: mayCancel(actor, facts),
  redact: mayRedact(actor, facts),
});
