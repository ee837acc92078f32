import { type Answer, may, type Permission } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import type { ConnectStatus } from "@/lib/connect/staff/schema";

/*
 * What staff may do with a seller's account, and why not: one pure function per action, which page and mutation both ask.
 */

/** Who asks. */
type Actor = Pick<Viewer, "role" | "userId">;

/** What the rules must know of an account. */
export type AccountFacts = {
  /** Whose it is. */
  userId: string;
  stripeId: string | null;
  status: ConnectStatus;
  dueCount: number;
  /** When staff last wrote by hand what was sent, or waits to be; null: never. */
  askedByHandAt: Date | null;
};

/** How long nobody writes by hand again. */
const askEveryMs = 24 * 60 * 60 * 1000;

const answer = <Why extends string>(why: Why | null): Answer<Why> => (why === null ? { ok: true } : { ok: false, why });

/** The role is asked first, so that whoever may not act learns nothing of the account. */
function roleOrOwn(actor: Actor, facts: AccountFacts, permission: Permission) {
  if (!may(actor.role, permission)) return "not_allowed";
  return facts.userId === actor.userId ? "own_account" : null;
}

const notStarted = ({ stripeId }: AccountFacts) => (stripeId === null ? "not_started" : null);

/** Reading the account from Stripe anew. */
export const mayRefreshAccount = (actor: Actor, facts: AccountFacts) =>
  answer(roleOrOwn(actor, facts, "accounts.refresh") ?? notStarted(facts));

/** Names of persons, for a reason that is written down. */
export const mayRevealPersons = (actor: Actor, facts: AccountFacts) =>
  answer(roleOrOwn(actor, facts, "accounts.persons"));

/** Stripe's own page for what is due. */
export const mayOpenStripePage = (actor: Actor, facts: AccountFacts) =>
  answer(roleOrOwn(actor, facts, "accounts.link") ?? notStarted(facts));

/** Taking back what one wrote oneself, which holds until it is sent. */
export const mayTakeBackAsk = (actor: Actor, ask: { staffId: string } | null) =>
  answer(
    !may(actor.role, "accounts.ask") ? "not_allowed" : ask?.staffId === actor.userId ? null : ("not_there" as const),
  );

/** Taking what the board shows with one, under any filter. */
export const mayExportAccounts = (actor: Pick<Actor, "role">) =>
  answer(may(actor.role, "accounts.export") ? null : "not_allowed");

/**
 * Writing to the seller by hand, once a day: only while there is something that the seller can send. `unreadable`: what is kept of
 * the seller cannot be decrypted here, so nothing can be sealed for it either; who writes finds that out as it is sealed.
 */
export function mayAskAgain(actor: Actor, facts: AccountFacts, at: Date, { unreadable } = { unreadable: false }) {
  const asked = facts.askedByHandAt;
  return answer(
    roleOrOwn(actor, facts, "accounts.ask") ??
      notStarted(facts) ??
      (facts.status === "closed" ? "closed" : null) ??
      (facts.dueCount === 0 ? "nothing_due" : null) ??
      (asked && at.getTime() - asked.getTime() < askEveryMs ? "asked_today" : null) ??
      (unreadable ? "unreadable" : null),
  );
}
