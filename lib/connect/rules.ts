import type { Answer } from "@/lib/auth/permissions";
import { fileRuleOf } from "@/lib/connect/requirements/documents";
import { type Entry, parseEntry } from "@/lib/connect/requirements/entry";
import { fieldOf, isProvable } from "@/lib/connect/requirements/fields";
import type { Tasks } from "@/lib/connect/requirements/tasks";
import type { SelfieRefusal } from "@/lib/connect/schema";
import type { PersonRole } from "@/lib/stripe/account-shape";
import type { ConnectStatus, StripeStatus } from "@/prisma/generated/enums";

/** The answer for a reason; null: none. */
const answer = <Why extends string>(why: Why | null): Answer<Why> => (why === null ? { ok: true } : { ok: false, why });

/** An account as far as its rules look at it; null: the seller has none. */
type Standing = { status: ConnectStatus; stripeId: string | null } | null;

const notOpen = (account: Standing) =>
  !account?.stripeId ? ("not_started" as const) : account.status === "closed" ? ("closed" as const) : null;

/** Whether a seller may begin. One that has begun already needs no second account; one whose data are being deleted waits. */
export const mayStartAccount = ({ account, beingDeleted }: { account: Standing; beingDeleted: boolean }) =>
  answer(account?.stripeId ? "already_started" : beingDeleted ? "being_deleted" : null);

/** Whether anything may be sent for this account. A closed one takes nothing but on Stripe's own page. */
export const mayAnswer = (account: Standing) => answer(notOpen(account));

/** Whether Stripe's own page may be opened; of a closed account too, where an appeal may stand there. */
export const mayOpenHostedPage = (account: Standing) => answer(account?.stripeId ? null : "not_started");

/** Whether the account has persons to add, change and confirm: an individual stands alone. */
export const mayChangePeople = (account: (NonNullable<Standing> & { businessType: string | null }) | null) =>
  answer(notOpen(account) ?? (account?.businessType === "individual" ? "individual" : null));

/** States in which an answer may be given. */
const takesAnswer: readonly string[] = ["failed", "past_due", "due", "later"];

/**
 * Whether the seller may prove with a selfie and their document what is asked for of themselves; `person` is who they are on the
 * account. `covers`: what our own verification asks for is what such a check shows, so that one capture is both.
 */
export function maySendSelfie(
  account: (NonNullable<Standing> & { persons: readonly { id: string; isSeller: boolean }[]; tasks: Tasks }) | null,
  covers: boolean,
): { ok: true; person: string } | { ok: false; why: SelfieRefusal } {
  const closed = notOpen(account);
  if (closed || !account) return { ok: false, why: closed ?? "not_started" };
  if (!covers) return { ok: false, why: "not_offered" };
  const self = account.persons.find(({ isSeller }) => isSeller);
  const { tasks, later } = account.tasks;
  const asked = [...tasks, ...later]
    .flatMap(({ entries, choices }) => [...entries, ...choices.flatMap(({ or }) => or)])
    .filter(({ field, state }) => isProvable(field) && takesAnswer.includes(state))
    .map(({ entry: { scope } }) => (scope.kind === "person" ? scope.person : null));
  if (!asked.includes("individual") && !(self && asked.some((person) => person === self.id))) {
    return { ok: false, why: "not_asked" };
  }
  // Stripe has nobody yet whom it could prove.
  return self ? { ok: true, person: self.id } : { ok: false, why: "details_first" };
}

/** Stripe's word of the newest session of somebody invited; null: there is none, or it was never read. */
type NewestOwn = { status: StripeStatus | null } | null;

/**
 * Whether somebody invited may prove herself with a selfie and her document. `tasks`: hers, with what is open alone. `attempts`: that
 * did not verify her, of `maxAttempts`.
 */
export function mayTakeOwnSelfie(
  tasks: Tasks["tasks"],
  newest: NewestOwn,
  { attempts, maxAttempts }: { attempts: number; maxAttempts: number },
) {
  const asked = tasks
    .flatMap(({ entries, choices }) => [...entries, ...choices.flatMap(({ or }) => or)])
    .some(({ field, state }) => isProvable(field) && takesAnswer.includes(state));
  if (!asked) return answer("not_asked");
  if (newest?.status === "processing") return answer("being_checked");
  return answer(attempts >= maxAttempts ? "attempts_used" : null);
}

type Holder = { id: string; roles: readonly string[]; percentOwnership: number | null };

/** Whether this one of `persons` may go. Stripe refuses it for the representative and for the only executive that it has verified. */
export function mayRemovePerson(
  persons: readonly (Pick<Holder, "id" | "roles"> & { verificationStatus: string | null })[],
  id: string,
) {
  const person = persons.find((one) => one.id === id);
  if (!person) return answer("not_there");
  if (person.roles.includes("representative")) return answer("representative");
  const executives = persons.filter((one) => one.roles.includes("executive") && one.verificationStatus === "verified");
  return answer(executives.length === 1 && executives[0] === person ? "only_executive" : null);
}

/** Whether this person may be asked by mail for her own data; null: there is no such person. `openTasks`: of hers. */
export const mayInvite = (
  account: (NonNullable<Standing> & { businessType: string | null }) | null,
  person: { isSeller: boolean; openTasks: number } | null,
) => {
  const allowed = mayChangePeople(account);
  if (!allowed.ok) return allowed;
  return answer(
    person === null ? "not_there" : person.isSeller ? "own_data" : person.openTasks === 0 ? "nothing_due" : null,
  );
};

/** Whether a link may be taken back: of a closed account as well. */
export const mayRevoke = (account: Standing) => answer(account === null ? "not_started" : null);

/** What is wrong with the board of persons once `next` stands in it; null: nothing. `total` in percent. */
export function boardProblem(
  persons: readonly Holder[],
  next: { id: string | null; roles: readonly PersonRole[]; percentOwnership: number | null },
): { code: "shares_over_100"; total: number } | { code: "second_representative" } | null {
  const others = persons.filter(({ id }) => id !== next.id);
  const total = others.reduce((sum, { percentOwnership }) => sum + (percentOwnership ?? 0), next.percentOwnership ?? 0);
  // Hundredths are what may be typed; floats of them do not add up exactly.
  if (Math.round(total * 100) > 10_000) return { code: "shares_over_100", total: Math.round(total * 100) / 100 };
  const isSecond =
    next.roles.includes("representative") && others.some(({ roles }) => roles.includes("representative"));
  return isSecond ? { code: "second_representative" } : null;
}

/** What is never typed into a form: pressed, uploaded, or given straight to Stripe. */
const notTyped: readonly string[] = ["press", "confirm", "upload", "liveness", "bank"];

/** Names of parameters, between dots. */
const nameOfParts = /^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)*$/;

/**
 * Whether a form of ours may send a value for this entry, `person` saying whose it is (null: the account's). Only what has a
 * field of its own: no other parameter of Stripe's can be reached by it.
 */
export function isAnswerable(entry: string, person: string | null): boolean {
  if (!nameOfParts.test(entry)) return false;
  const parsed = parseEntry(person === null ? entry : `person_x.${entry}`);
  const isAccounts = parsed.scope.kind === "account" || (person === null && entry.startsWith("individual."));
  if (person === null && !isAccounts) return false;
  const field = fieldOf(parsed);
  return field !== null && !notTyped.includes(field.kind);
}

/** What the seller says of a person, and not she of herself. */
const sellersWord = /^relationship\.(?!title$)/;

/** Whether somebody invited may answer this of herself by what a form of ours takes, or pictures of documents; never her role or share. */
export function isSentByInvited({ scope, key }: Entry): boolean {
  if (scope.kind !== "person" || sellersWord.test(key)) return false;
  const field = fieldOf({ name: key, scope, key });
  return isAnswerable(key, scope.person) || (field !== null && fileRuleOf(field)?.shape === "sides");
}

/** Whether somebody invited may give this of herself: what she may send, and what a selfie and her document prove. */
export const isForInvited = (entry: Entry): boolean =>
  isSentByInvited(entry) ||
  (entry.scope.kind === "person" && isProvable(fieldOf({ name: entry.key, scope: entry.scope, key: entry.key })));
