import type Stripe from "stripe";
import type { Secrets } from "../../scripts/stack/demo-env.ts";
import { differences, type Evidence, instant, keyOf, type Row, rowsOf } from "./evidence.ts";
import { openSealed } from "./open-sealed.ts";
import type { SellerAtStripe } from "./truth.ts";

type AccountRow = Row & { id: string; user_id: string; stripe_id: string | null; key_id: string | null };
type PersonRow = Row & { id: string; account_id: string };

/** P3 and P4: one account a seller; it, its persons and what it asks for, field by field. */
export async function accountsEqualStripe(evidence: Evidence): Promise<string[]> {
  const { truth, secrets } = evidence;
  const accounts = await rowsOf<AccountRow>(
    evidence,
    `select a.*, k.id as key_id, k.wrapped_key,
       (select coalesce(json_agg(json_build_array(r.person_id, r.entry, r.list, extract(epoch from r.deadline)::int, r.error_codes)
          order by concat_ws('.', r.person_id, r.entry) collate "C"), '[]')
        from requirement r where r.account_id = a.id and r.closed_at is null) as asked
     from connected_account a left join data_key k on k.user_id = a.user_id and k.destroyed_at is null`,
  );
  const persons = Map.groupBy(
    await rowsOf<PersonRow>(evidence, "select * from account_person where removed_at is null order by id"),
    ({ account_id }) => account_id,
  );
  const people = new Set((await rowsOf<{ id: string }>(evidence, 'select id from "user"')).map(({ id }) => id));

  const wrong: string[] = [];
  const held = new Map(accounts.map((row) => [row.stripe_id, row]));
  const claims = Map.groupBy(truth.sellers, ({ account }) => account.metadata?.user_id ?? "");
  for (const [userId, claimed] of claims) {
    if (people.has(userId) && claimed.length > 1) wrong.push(`${claimed.length} accounts at Stripe for one person`);
  }
  for (const seller of truth.sellers) {
    const { account } = seller;
    const row = held.get(account.id);
    held.delete(account.id);
    if (!row) {
      if (people.has(account.metadata?.user_id ?? "")) wrong.push(`${account.id} is at Stripe and not here`);
      continue;
    }
    const key = keyOf(row);
    wrong.push(...differences(account.id, atStripe(seller, row), here(row, secrets)));
    const ours = persons.get(row.id) ?? [];
    const theirs = seller.persons.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (ours.map(({ id }) => id).join() !== theirs.map(({ id }) => id).join()) {
      wrong.push(`${account.id}: ${ours.length} persons here, ${theirs.length} at Stripe`);
      continue;
    }
    for (const [place, person] of theirs.entries()) {
      const opened = (column: string, of: PersonRow) =>
        openSealed(secrets, key, of[column] instanceof Buffer ? of[column] : null, ["account_person", column, of.id]);
      const own = ours[place];
      if (!own) continue;
      const names = { first_name: opened("first_name", own), last_name: opened("last_name", own) };
      wrong.push(...differences(person.id, personAtStripe(person), { ...own, ...names }));
    }
  }
  for (const id of held.keys()) if (id !== null) wrong.push(`${id} is here and not at Stripe`);
  return wrong;
}

const here = (row: AccountRow, secrets: Secrets): Row => {
  const name = row.name instanceof Buffer ? row.name : null;
  return { ...row, name: openSealed(secrets, keyOf(row), name, ["connected_account", "name", row.id]) };
};

function atStripe({ account, persons }: SellerAtStripe, { enabled_at: enabledAt }: Row): Row {
  const asked = askedOf(account, persons);
  const count = (...lists: string[]) => asked.filter(([, , list]) => lists.includes(list)).length;
  const due = count("past", "current", "future_past", "future_current");
  return {
    business_type: account.business_type,
    capability_states: account.capabilities,
    charges_enabled: account.charges_enabled,
    payouts_enabled: account.payouts_enabled,
    details_submitted: account.details_submitted,
    disabled_reason: account.requirements?.disabled_reason,
    current_deadline: toInstant(account.requirements?.current_deadline),
    future_deadline: toInstant(account.future_requirements?.current_deadline),
    name: account.business_profile?.name ?? account.company?.name,
    asked,
    due_count: due,
    pending_count: count("pending"),
    status: statusFor(account, { wasEnabled: enabledAt !== null, past: count("past"), due, pending: count("pending") }),
  };
}

const toInstant = (seconds: number | null | undefined) => (seconds ? instant(seconds) : null);

type AskedRow = [person: string | null, entry: string, list: string, deadline: number | null, codes: string[]];
/** What an account and a person name alike. */
type AskedFor = {
  past_due: string[] | null;
  currently_due: string[] | null;
  eventually_due: string[] | null;
  pending_verification: string[] | null;
  errors: { requirement: string; code: string }[] | null;
};
type Lists = { requirements?: AskedFor | null | undefined; future_requirements?: AskedFor | null | undefined };

/** The product's rules for what is asked, written a second time from the design alone. */
function askedOf(account: Stripe.Account, persons: readonly Stripe.Person[]): AskedRow[] {
  const rows = new Map<string, AskedRow>();
  const read = ({ requirements, future_requirements: future }: Lists, prefix: string) => {
    const errors = [...(requirements?.errors ?? []), ...(future?.errors ?? [])];
    const add = (list: string, names: readonly string[] | null | undefined, deadline?: number | null) => {
      for (const plain of names ?? []) {
        const name = prefix + plain;
        if (rows.has(name)) continue;
        const [, person = null, entry = name] = /^(person_\w+)\.(.+)$/.exec(name) ?? [];
        const codes = errors.filter(({ requirement }) => requirement === plain).map(({ code }) => String(code));
        const asks = list !== "pending" && list !== "eventually";
        rows.set(name, [person, entry, list, deadline ?? null, asks ? [...new Set(codes)] : []]);
      }
    };
    const named = (lists: AskedFor | null | undefined) => [
      ...(lists?.currently_due ?? []),
      ...(lists?.errors?.map(({ requirement }) => requirement) ?? []),
    ];
    const by = account.requirements?.current_deadline;
    const later = account.future_requirements?.current_deadline;
    add("past", requirements?.past_due, by);
    add("current", named(requirements), by);
    add("pending", requirements?.pending_verification);
    add("future_past", future?.past_due, later);
    add("future_current", named(future), later);
    add("pending", future?.pending_verification);
    add("eventually", requirements?.eventually_due);
  };
  read(account, "");
  if (account.business_type !== "individual") {
    for (const person of persons) read(person, `${person.id}.`);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function statusFor(
  { payouts_enabled: payouts, requirements }: Stripe.Account,
  { wasEnabled, past, due, pending }: { wasEnabled: boolean; past: number; due: number; pending: number },
): string {
  const reason = requirements?.disabled_reason ?? null;
  if (reason?.startsWith("rejected.")) return "closed";
  if (reason !== null && !reason.startsWith("requirements.")) return "paused";
  if (past > 0 && wasEnabled) return payouts ? "past_due" : "paused";
  if (due > 0) return "due";
  return pending > 0 || !payouts ? "checking" : "enabled";
}

function personAtStripe(person: Stripe.Person): Row {
  const { relationship, verification } = person;
  const roles = ["representative", "owner", "director", "executive", "authorizer", "legal_guardian"] as const;
  return {
    first_name: person.first_name,
    last_name: person.last_name,
    roles: roles.filter((role) => relationship?.[role]),
    percent_ownership: relationship?.percent_ownership,
    verification_status: verification?.status,
    details_code: verification?.details_code,
    document_details_code: verification?.document?.details_code,
  };
}
