import "server-only";
import { z } from "zod";
import type { Invited } from "@/lib/auth/invited-of-token";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { toBusinessName } from "@/lib/connect/business-name";
import { readAlternatives, toName, toTaskFacts } from "@/lib/connect/converge";
import type { PersonRef } from "@/lib/connect/requirements/entry";
import { currencyOf } from "@/lib/connect/requirements/sellers";
import { groupTasks, isOpenTask, type Task } from "@/lib/connect/requirements/tasks";
import { isForInvited, isSentByInvited } from "@/lib/connect/rules";
import type {
  ConnectAccount,
  ConnectPerson,
  InvitedAccount,
  PayoutAccount,
  RequirementStep,
} from "@/lib/connect/schema";
import { shownReason } from "@/lib/connect/staff/shown-reason";
import { versionOf } from "@/lib/connect/status";
import { allOf, bytesOf, fromBase64, read } from "@/lib/db/lists";
import { type PersonCipher, readerOf, viewOfPeople } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { personRoles } from "@/lib/stripe/account-shape";
import { uuid } from "@/lib/uuid";
import type { AccountPerson, ConnectedAccount, Requirement } from "@/prisma/generated/client";
import { Prisma } from "@/prisma/generated/client";

/** What of an account is opened; the rest is null or empty. */
type Shown = { names: boolean; persons: boolean; requirements: boolean };

type PersonLine = Omit<
  AccountPerson,
  "firstName" | "lastName" | "title" | "email" | "accountId" | "createdAt" | "removedAt"
> & {
  firstName: string | null;
  lastName: string | null;
  title: string | null;
  email: string | null;
};
type RequirementLine = Pick<Requirement, "personId" | "entry" | "list" | "errorCodes"> & { deadline: string | null };

type Line = Omit<
  ConnectedAccount,
  | "capabilityStates"
  | "alternatives"
  | "dueCount"
  | "failedCount"
  | "pendingCount"
  | "openTasks"
  | "termsVersion"
  | "termsAddress"
  | "termsAgent"
  | "erasedAt"
  | "syncTicket"
  | "askedAt"
  | "createdAt"
> & {
  capabilityStates: unknown;
  alternatives: unknown;
  keyRowId: string | null;
  keyId: string | null;
  wrappedKey: Uint8Array | null;
  persons: PersonLine[];
  requirements: RequirementLine[];
  askedBefore: Pick<Requirement, "personId" | "entry">[];
};

const persons = allOf(Prisma.sql`select id, user_id as "userId", roles, percent_ownership as "percentOwnership",
    verification_status as "verificationStatus", details_code as "detailsCode",
    document_details_code as "documentDetailsCode", additional_document_details_code as "additionalDocumentDetailsCode",
    ${bytesOf("first_name", "firstName")}, ${bytesOf("last_name", "lastName")}, ${bytesOf("title")}, ${bytesOf("email")}
  from account_person where account_id = a.id and removed_at is null order by created_at, id`);

const requirements = allOf(Prisma.sql`select person_id as "personId", entry, list, deadline, error_codes as "errorCodes"
  from requirement where account_id = a.id and closed_at is null order by person_id nulls first, entry`);

/** What was answered and is asked for no more. */
const askedBefore = allOf(Prisma.sql`select distinct person_id as "personId", entry from requirement_change c
    join requirement r on r.id = c.requirement_id
  where c.account_id = a.id and c.change = 'met' order by person_id nulls first, entry`);

const accountLine = (condition: Prisma.Sql) => Prisma.sql`
  select a.id, a.user_id as "userId", a.stripe_id as "stripeId", a.status, a.country,
    a.default_currency as "defaultCurrency", a.business_type as "businessType", a.capabilities, a.capability_states as "capabilityStates", a.charges_enabled as "chargesEnabled",
    a.payouts_enabled as "payoutsEnabled", a.details_submitted as "detailsSubmitted",
    a.disabled_reason as "disabledReason", a.current_deadline as "currentDeadline",
    a.future_deadline as "futureDeadline", a.due_by as "dueBy", a.alternatives, a.enabled_at as "enabledAt",
    a.payouts_changed_at as "payoutsChangedAt", a.charges_changed_at as "chargesChangedAt",
    a.status_changed_at as "statusChangedAt", a.name, a.external_accounts as "externalAccounts",
    a.terms_accepted_at as "termsAcceptedAt", a.synced_at as "syncedAt", a.changed_at as "changedAt",
    k.id as "keyRowId", k.key_id as "keyId", k.wrapped_key as "wrappedKey",
    ${persons} as persons, ${requirements} as requirements, ${askedBefore} as "askedBefore"
  from connected_account a
  left join lateral (select * from data_key where user_id = a.user_id and destroyed_at is null limit 1) k on true
  where ${condition}`;

/** The account of one user, in one statement. Null: they sell nothing. */
export async function readAccountOf(userId: string): Promise<ConnectAccount | null> {
  const [line] = await read<Line>(accountLine(Prisma.sql`a.user_id = ${userId}::uuid`));
  if (!line) return null;
  const self = line.persons.find((person) => person.userId === userId)?.id ?? null;
  return toAccount(line, { names: true, persons: true, requirements: true }, self);
}

/**
 * What somebody invited may see: her own tasks, herself, and who asks. Nothing else of the account is opened, and nobody else's
 * rows leave this function. Null: the account or she is gone.
 */
export async function readInvitedAccount({
  accountId,
  personId,
}: Pick<Invited, "accountId" | "personId">): Promise<InvitedAccount | null> {
  const [line] = await read<Line>(accountLine(Prisma.sql`a.id = ${accountId}::uuid`));
  const isHers = (row: { personId: string | null }) => row.personId === personId;
  const self = line?.persons.find(({ id }) => id === personId);
  if (!line || !self) return null;
  const isHerName = (name: string) => name.startsWith(`${personId}.`);
  const hers: Line = {
    ...line,
    externalAccounts: null,
    persons: [self],
    requirements: line.requirements.filter(isHers),
    askedBefore: line.askedBefore.filter(isHers),
    alternatives: readAlternatives(line.alternatives).filter(({ original, alternative }) =>
      [...original, ...alternative].every(isHerName),
    ),
  };
  const { name, country, currency, enabledAt, persons, tasks } = toAccount(
    hers,
    { names: true, persons: true, requirements: true },
    personId,
  );
  const own = tasks.tasks.flatMap((task) => (task.person === personId ? (toInvitedTask(task) ?? []) : []));
  const business = toBusinessName(name);
  return { business, country, currency, enabledAt, persons, self: personId, tasks: { tasks: own, later: [] } };
}

/** What somebody invited has to do, with nothing in it that was done or is being checked. */
export async function readInvitedTasks(of: Pick<Invited, "accountId" | "personId">): Promise<Task[]> {
  const account = await readInvitedAccount(of);
  return (account?.tasks.tasks ?? [])
    .filter(isOpenTask)
    .map((task) => ({ ...task, entries: task.entries.filter(isOpenTask) }));
}

/** A task without what the seller answers or what Stripe's own page takes, which shows the whole account; null: nothing is left. */
function toInvitedTask(task: Task): Task | null {
  const entries = task.entries.filter((one) => !isOpenTask(one) || isForInvited(one.entry));
  const choices = task.choices.filter(({ either, or }) =>
    [...either, ...or.map(({ entry }) => entry)].every(isSentByInvited),
  );
  if (isOpenTask(task) && !entries.some(isOpenTask)) return null;
  return entries.length > 0 ? { ...task, entries, choices } : null;
}

/**
 * One account as this viewer may see it; `unreadable`: without a name, because it cannot be decrypted. Null when there is none, or none
 * for this viewer.
 */
export async function readAccount(
  viewer: Viewer,
  id: string,
): Promise<{ account: ConnectAccount; unreadable: boolean } | null> {
  if (!may(viewer.role, "accounts.read") || !uuid.test(id)) return null;
  const [line] = await read<Line>(accountLine(Prisma.sql`a.id = ${id}::uuid`));
  if (!line) return null;
  // Personal data of the persons are opened for a reason that is written down, and not by opening the page.
  const shown = {
    names: may(viewer.role, "accounts.names"),
    persons: false,
    requirements: may(viewer.role, "accounts.requirements"),
  };
  const opened = viewOfPeople((opening) => opening({ accountId: line.id }, () => toAccount(line, shown)));
  const unreadable = opened === "unreadable";
  const account = unreadable ? toAccount(line, { ...shown, names: false }) : opened;
  return { account: { ...account, disabledReason: shownReason(viewer.role, account.disabledReason) }, unreadable };
}

const iso = (time: Date | null) => time?.toISOString() ?? null;

const states = z.record(z.string(), z.string()).catch({});
const payoutAccounts: z.ZodType<PayoutAccount[]> = z
  .array(
    z.object({
      bankName: z.string().nullable(),
      last4: z.string().nullable(),
      currency: z.string().nullable(),
      country: z.string().nullable(),
      status: z.string().nullable(),
      isDefault: z.boolean(),
    }),
  )
  .catch([]);

function toAccount(line: Line, shown: Shown, self: string | null = null): ConnectAccount {
  const { keyRowId, keyId, wrappedKey } = line;
  const sealed = shown.names || shown.persons;
  const reader = sealed && keyRowId && keyId && wrappedKey ? readerOf([{ id: keyRowId, keyId, wrappedKey }]) : null;
  const { alternatives: _, ...facts } = line;
  const demands = line.requirements.map(({ deadline, ...each }) => ({
    ...each,
    deadline: deadline === null ? null : new Date(deadline),
  }));
  return {
    id: line.id,
    stripeId: line.stripeId,
    status: line.status,
    country: line.country,
    currency: line.defaultCurrency ?? currencyOf(line.country),
    businessType: line.businessType,
    capabilities: line.capabilities,
    capabilityStates: states.parse(line.capabilityStates),
    chargesEnabled: line.chargesEnabled,
    payoutsEnabled: line.payoutsEnabled,
    detailsSubmitted: line.detailsSubmitted,
    disabledReason: line.disabledReason,
    currentDeadline: iso(line.currentDeadline),
    futureDeadline: iso(line.futureDeadline),
    dueBy: iso(line.dueBy),
    enabledAt: iso(line.enabledAt),
    payoutsChangedAt: iso(line.payoutsChangedAt),
    chargesChangedAt: iso(line.chargesChangedAt),
    statusChangedAt: line.statusChangedAt.toISOString(),
    name: shown.names ? (reader?.open(line.name, place.accountField("name", line.id)) ?? null) : null,
    payoutAccounts: shown.persons ? openPayoutAccounts(reader, line) : [],
    termsAcceptedAt: iso(line.termsAcceptedAt),
    persons: line.persons.map((person) => toPerson(person, shown.persons ? reader : null)),
    tasks: groupTasks({
      ...toTaskFacts(shown.requirements ? demands : [], {
        ...facts,
        alternatives: readAlternatives(line.alternatives),
      }),
      // Ids of persons begin so: Stripe's gateway keeps no others.
      self: self as PersonRef | null,
      askedBefore: shown.requirements ? line.askedBefore.map(toName) : [],
    }),
    syncedAt: iso(line.syncedAt),
    version: versionOf(line),
  };
}

type Reader = Pick<PersonCipher, "open"> | null;

function openPayoutAccounts(reader: Reader, { id, externalAccounts }: Line): PayoutAccount[] {
  const text = reader?.open(externalAccounts, place.accountField("external_accounts", id)) ?? null;
  return text === null ? [] : payoutAccounts.parse(JSON.parse(text));
}

function toPerson({ userId, ...person }: PersonLine, reader: Reader): ConnectPerson {
  const open = (text: string | null, column: Parameters<typeof place.accountPersonField>[0]) =>
    reader?.open(text === null ? null : fromBase64(text), place.accountPersonField(column, person.id)) ?? null;
  return {
    ...person,
    roles: personRoles.filter((role) => person.roles.includes(role)),
    firstName: open(person.firstName, "first_name"),
    lastName: open(person.lastName, "last_name"),
    title: open(person.title, "title"),
    email: open(person.email, "email"),
    isSeller: userId !== null,
  };
}

/** More than a page shows, and the bound of what one costs. */
const historyLimit = 500;

/** What happened to an account's requirements, newest first, at most 500. Null for a role that may not. */
export async function readHistory(viewer: Viewer, id: string): Promise<RequirementStep[] | null> {
  if (!may(viewer.role, "accounts.requirements") || !uuid.test(id)) return null;
  const lines = await read<Omit<RequirementStep, "at" | "deadline"> & { at: Date; deadline: Date | null }>(Prisma.sql`
    select c.id::text, c.at, r.person_id as "personId", r.entry, c.change, c.list, c.deadline, c.code
    from requirement_change c join requirement r on r.id = c.requirement_id
    where c.account_id = ${id}::uuid order by c.id desc limit ${Prisma.raw(String(historyLimit))}`);
  return lines.map((line) => ({ ...line, at: line.at.toISOString(), deadline: iso(line.deadline) }));
}
