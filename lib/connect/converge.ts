import { z } from "zod";
import { isRejected } from "@/lib/connect/requirements/disabled-reason";
import { groupTasks, type TaskFacts, type TaskKey } from "@/lib/connect/requirements/tasks";
import { type AccountDriftField, type AccountDriftSide, accountDriftFields, isAsked } from "@/lib/connect/schema";
import { deriveStatus } from "@/lib/connect/status";
import type { Alternative, Asked, StripeAccount } from "@/lib/stripe/account-shape";
import type { AccountPerson, ConnectedAccount, Requirement, RequirementChange } from "@/prisma/generated/client";
import type { RequirementList } from "@/prisma/generated/enums";

/*
 * The rules by which any order of news ends in the same rows: an answer counts only when it was asked for later than the one
 * we hold, and what an account asks for follows from the newest answer alone. Only the history remembers what was between.
 */

/** An entry that Stripe names, in the most urgent of the lists that name it. */
export type Demand = Pick<Requirement, "personId" | "entry" | "list" | "deadline" | "errorCodes">;

const ofPerson = /^(person_\w+)\.(.+)$/;

/** A name of Stripe's as a person and an entry. */
export function toParts(name: string): { personId: string | null; entry: string } {
  const [, personId = null, entry = name] = ofPerson.exec(name) ?? [];
  return { personId, entry };
}

/** The name by which Stripe calls it, in an account's lists and in errors. */
export const toName = ({ personId, entry }: { personId: string | null; entry: string }): string =>
  personId === null ? entry : `${personId}.${entry}`;

/**
 * What an account asks for: everything that its lists name, and of its persons' own lists what is not among it. Of several
 * lists the most urgent counts. What is being checked is not asked for again, but where an error stands or it is due all the
 * same. `future_requirements.eventually_due` is left out: nobody is asked for that.
 */
export function toDemands(account: StripeAccount): Demand[] {
  const demands = new Map<string, Demand>();
  const take = ({ requirements, futureRequirements }: Lists, nameOf: (entry: string) => string) => {
    const codes = Map.groupBy([...requirements.errors, ...futureRequirements.errors], (error) =>
      nameOf(error.requirement),
    );
    for (const [list, names] of inOrder(requirements, futureRequirements)) {
      for (const name of names.map(nameOf)) {
        if (demands.has(name)) continue;
        demands.set(name, {
          ...toParts(name),
          list,
          deadline: deadlineOf(list, account),
          errorCodes: isAsked(list) ? [...new Set(codes.get(name)?.map(({ code }) => code))] : [],
        });
      }
    }
  };
  take(account, (entry) => entry);
  // An individual's own list says the same as the account's, which calls her `individual`.
  const others = account.businessType === "individual" ? [] : account.persons;
  for (const person of others) take(person, (entry) => `${person.id}.${entry}`);
  return [...demands.values()].sort((a, b) => (toName(a) < toName(b) ? -1 : 1));
}

type Lists = { requirements: Asked; futureRequirements: Asked };

const inOrder = (now: Asked, later: Asked): [RequirementList, string[]][] => [
  ["past", now.pastDue],
  ["current", [...now.currentlyDue, ...now.errors.map(({ requirement }) => requirement)]],
  ["pending", now.pendingVerification],
  ["future_past", later.pastDue],
  ["future_current", [...later.currentlyDue, ...later.errors.map(({ requirement }) => requirement)]],
  ["pending", later.pendingVerification],
  ["eventually", now.eventuallyDue],
];

/** A person's own lists have no deadline: the account's holds for them. */
function deadlineOf(list: RequirementList, account: StripeAccount): Date | null {
  if (list === "past" || list === "current") return account.requirements.currentDeadline;
  if (list === "future_past" || list === "future_current") return account.futureRequirements.currentDeadline;
  return null;
}

/** An open row, as far as it is compared. */
export type Held = Pick<
  Requirement,
  "id" | "personId" | "entry" | "list" | "deadline" | "errorCodes" | "changedAt" | "answeredAt"
>;

type Change = Pick<RequirementChange, "requirementId" | "change" | "list" | "deadline" | "code">;

/** What the open rows become, and what their history gains. */
export type Converged = {
  added: (Demand & Pick<Requirement, "id" | "errorCode" | "appearedAt" | "changedAt">)[];
  changed: (Pick<Requirement, "id" | "errorCode" | "changedAt"> & Omit<Demand, "personId" | "entry">)[];
  /** Ids of rows that end. */
  closed: string[];
  changes: Change[];
};

const sameTime = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();

/** What becomes of the open rows of an account that now asks for this. `newId` makes the ids of new rows. */
export function convergeRequirements(
  held: readonly Held[],
  demands: readonly Demand[],
  at: Date,
  newId: () => string,
): Converged {
  const result: Converged = { added: [], changed: [], closed: [], changes: [] };
  const known = new Map(held.map((row) => [toName(row), row]));
  const step = (
    requirementId: string,
    change: Change["change"],
    { list, deadline }: Pick<Demand, "list" | "deadline">,
    code: string | null = null,
  ) => result.changes.push({ requirementId, change, list, deadline, code });

  for (const demand of demands) {
    const { list, deadline, errorCodes } = demand;
    const errorCode = errorCodes[0] ?? null;
    const row = known.get(toName(demand));
    known.delete(toName(demand));
    const id = row?.id ?? newId();
    const fresh = errorCodes.filter((code) => !row?.errorCodes.includes(code));
    if (!row) {
      result.added.push({ ...demand, id, errorCode, appearedAt: at, changedAt: at });
      step(id, "appeared", demand);
    } else {
      const moved = row.list !== list || !sameTime(row.deadline, deadline);
      if (!moved && row.errorCodes.join() === errorCodes.join()) continue;
      result.changed.push({ id, list, deadline, errorCode, errorCodes, changedAt: at });
      if (moved) step(id, "moved", demand);
    }
    for (const code of fresh) step(id, "failed", demand, code);
  }
  for (const row of known.values()) {
    result.closed.push(row.id);
    step(row.id, row.answeredAt !== null || row.list === "pending" ? "met" : "dropped", row);
  }
  return result;
}

const alternativesOf = ({ requirements, futureRequirements }: Lists): Alternative[] => [
  ...requirements.alternatives,
  ...futureRequirements.alternatives,
];

const alternatives: z.ZodType<Alternative[]> = z
  .array(z.object({ original: z.array(z.string()), alternative: z.array(z.string()) }))
  .catch([]);

/** What a row holds of them; none where it cannot be read. */
export const readAlternatives = (held: unknown): Alternative[] => alternatives.parse(held);

/** Rows as the lists that tasks are made of. An entry stands in one list alone, which is all that they need to know. */
export function toTaskFacts(
  demands: readonly Demand[],
  account: { currentDeadline: Date | null; futureDeadline: Date | null; alternatives: readonly Alternative[] },
): Pick<TaskFacts, "requirements" | "futureRequirements"> {
  const named = (list: RequirementList) => demands.filter((demand) => demand.list === list).map(toName);
  const errors = (lists: RequirementList[]) =>
    demands
      .filter(({ list }) => lists.includes(list))
      .flatMap((demand) => demand.errorCodes.map((code) => ({ requirement: toName(demand), code })));
  return {
    requirements: {
      currentlyDue: named("current"),
      pastDue: named("past"),
      eventuallyDue: named("eventually"),
      pendingVerification: named("pending"),
      errors: errors(["past", "current"]),
      alternatives: account.alternatives,
      currentDeadline: account.currentDeadline,
    },
    futureRequirements: {
      currentlyDue: named("future_current"),
      pastDue: named("future_past"),
      eventuallyDue: [],
      pendingVerification: [],
      errors: errors(["future_past", "future_current"]),
      alternatives: [],
      currentDeadline: account.futureDeadline,
    },
  };
}

const toDo = ["failed", "past_due", "due"];

/** The keys of the tasks that somebody has to do, each once, sorted. */
function openTasks(demands: readonly Demand[], account: StripeAccount): TaskKey[] {
  const facts = toTaskFacts(demands, {
    currentDeadline: account.requirements.currentDeadline,
    futureDeadline: account.futureRequirements.currentDeadline,
    alternatives: alternativesOf(account),
  });
  const tasks = groupTasks(facts).tasks.filter(({ state }) => toDo.includes(state));
  return [...new Set(tasks.map(({ key }) => key))].sort();
}

/** How many entries stand where. */
export const countDemands = (demands: readonly Demand[]) => ({
  past: demands.filter(({ list }) => list === "past").length,
  due: demands.filter(({ list }) => isAsked(list)).length,
  failed: demands.filter(({ errorCodes }) => errorCodes.length > 0).length,
  pending: demands.filter(({ list }) => list === "pending").length,
});

/** The nearest deadline of what is asked for; none once the account is closed, where nothing can be sent any more. */
export function nearestDeadline(
  demands: readonly Demand[],
  { disabledReason }: Pick<StripeAccount, "disabledReason">,
): Date | null {
  if (isRejected(disabledReason)) return null;
  const times = demands.flatMap(({ list, deadline }) => (isAsked(list) && deadline ? [deadline.getTime()] : []));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

type Known = Pick<
  ConnectedAccount,
  | "status"
  | "country"
  | "defaultCurrency"
  | "payoutsEnabled"
  | "chargesEnabled"
  | "enabledAt"
  | "payoutsChangedAt"
  | "chargesChangedAt"
  | "statusChangedAt"
>;

/** The plain columns of an account as Stripe describes it. The only place that says which status it has. */
export function toAccountRow(known: Known, account: StripeAccount, demands: readonly Demand[], at: Date) {
  const { past, due, failed, pending } = countDemands(demands);
  const { payoutsEnabled, chargesEnabled, disabledReason } = account;
  const enabledAt = known.enabledAt ?? (payoutsEnabled ? at : null);
  const status = deriveStatus({
    known: true,
    gone: false,
    payoutsEnabled,
    disabledReason,
    wasEnabled: enabledAt !== null,
    past,
    due,
    pending,
  });
  return {
    status,
    country: account.country ?? known.country,
    defaultCurrency: account.defaultCurrency ?? known.defaultCurrency,
    businessType: account.businessType,
    capabilityStates: account.capabilities,
    chargesEnabled,
    payoutsEnabled,
    detailsSubmitted: account.detailsSubmitted,
    disabledReason,
    currentDeadline: account.requirements.currentDeadline,
    futureDeadline: account.futureRequirements.currentDeadline,
    dueBy: nearestDeadline(demands, account),
    dueCount: due,
    failedCount: failed,
    pendingCount: pending,
    alternatives: alternativesOf(account),
    openTasks: openTasks(demands, account),
    enabledAt,
    payoutsChangedAt: payoutsEnabled === known.payoutsEnabled ? known.payoutsChangedAt : at,
    chargesChangedAt: chargesEnabled === known.chargesEnabled ? known.chargesChangedAt : at,
    statusChangedAt: status === known.status ? known.statusChangedAt : at,
  };
}

/** The plain columns of an account that Stripe shows no more: closed, and nothing is on, due or dated. */
export function toGoneRow(known: Known & { changedAt: Date }, at: Date) {
  const status = deriveStatus({
    ...{ known: true, gone: true, payoutsEnabled: false, disabledReason: null, wasEnabled: known.enabledAt !== null },
    ...{ past: 0, due: 0, pending: 0 },
  });
  return {
    status,
    ...{ payoutsEnabled: false, chargesEnabled: false, currentDeadline: null, futureDeadline: null, dueBy: null },
    ...{ dueCount: 0, failedCount: 0, pendingCount: 0, openTasks: [], alternatives: [] },
    payoutsChangedAt: known.payoutsEnabled ? at : known.payoutsChangedAt,
    chargesChangedAt: known.chargesEnabled ? at : known.chargesChangedAt,
    statusChangedAt: status === known.status ? known.statusChangedAt : at,
    changedAt: status === known.status ? known.changedAt : at,
  };
}

/** What our rows say, to be held against Stripe's word. */
export const heldSide = (
  row: Pick<
    ConnectedAccount,
    "payoutsEnabled" | "chargesEnabled" | "disabledReason" | "dueCount" | "failedCount" | "pendingCount" | "dueBy"
  > & { persons: Pick<AccountPerson, "removedAt">[] },
): AccountDriftSide => ({
  payouts: row.payoutsEnabled ? "on" : "off",
  charges: row.chargesEnabled ? "on" : "off",
  disabledReason: row.disabledReason,
  due: row.dueCount,
  failed: row.failedCount,
  pending: row.pendingCount,
  deadline: row.dueBy?.toISOString() ?? null,
  persons: row.persons.filter(({ removedAt }) => removedAt === null).length,
});

/** What Stripe says, likewise. */
export function stripeSide(account: StripeAccount): AccountDriftSide {
  const demands = toDemands(account);
  const { due, failed, pending } = countDemands(demands);
  return {
    payouts: account.payoutsEnabled ? "on" : "off",
    charges: account.chargesEnabled ? "on" : "off",
    disabledReason: account.disabledReason,
    due,
    failed,
    pending,
    deadline: nearestDeadline(demands, account)?.toISOString() ?? null,
    persons: account.persons.length,
  };
}

/** What a synced account shows first: the most telling difference, each side in Stripe's words. */
export type AccountDifference = { field: AccountDriftField; held: string | null; found: string | null };

/** The first of the compared fields in which Stripe's word is not what we held; null where all agree. */
export function firstDifference(held: AccountDriftSide | null, found: AccountDriftSide): AccountDifference | null {
  const field = accountDriftFields.find((name) => held?.[name] !== found[name]);
  if (!field) return null;
  const word = (side: AccountDriftSide | null) => (side?.[field] == null ? null : String(side[field]));
  return { field, held: word(held), found: word(found) };
}
