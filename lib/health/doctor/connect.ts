import "server-only";
import { ago } from "@/i18n/format";
import { type Check, finding, firstRow, maskKey, type Patient } from "@/lib/health/doctor/check";
import { endpointsAt, hearsAccounts, isLoopback, readEndpoints, resend } from "@/lib/health/doctor/webhooks";
import { unheardMs } from "@/lib/reconciler/stale-accounts";
import { accountEvents } from "@/lib/stripe/account-events";
import type { Probe } from "@/lib/stripe/probe";
import { sessionEvents } from "@/lib/stripe/session-events";
import { now } from "@/lib/time";

const dayMs = 24 * 60 * 60 * 1000;

/** A backlog of calls that long is more than a busy minute. */
const behindSeconds = 60;

/** What the database tells of sellers' accounts. */
type Accounts = {
  /** Whether there is any. */
  any: boolean;
  lastEventId: string | null;
  lastEventAt: Date | null;
  /** When the account was read that was not read for longest; closed ones stay as they are. */
  oldestAt: Date | null;
  /** Since when an account waits to be read for the first time. */
  unreadSince: Date | null;
  /** Seconds until the last of the calls is due that are waiting, and how many accounts have calls of their own waiting. */
  waitsSeconds: number;
  accountsWaiting: number;
};

/** Each part by an index, whatever the number of accounts and events. */
const readAccounts = `
  select exists (select from connected_account) as any,
    last.id as "lastEventId", last.received_at as "lastEventAt",
    (select min(read.synced_at) from unnest(enum_range(null::connect_status)) as each (status), lateral (
       select synced_at from connected_account a
       where a.status = each.status and a.status <> 'closed' and synced_at is not null order by synced_at limit 1) as read) as "oldestAt",
    (select min(created_at) from connected_account where synced_at is null and stripe_id is not null) as "unreadSince",
    coalesce((select -least(0, tokens + $2::float8 * extract(epoch from now() - refilled_at)::float8) / $2::float8
      from stripe_budget), 0)::float8 as "waitsSeconds",
    (select count(*) from account_budget
      where tokens + $2::float8 / 4 * extract(epoch from now() - refilled_at)::float8 < 0)::int as "accountsWaiting"
  from (values (1)) as one left join lateral (
    select newest.id, newest.received_at from unnest($1::text[]) as each (type), lateral (
      select id, received_at from stripe_event where type = each.type order by received_at desc limit 1) as newest
    order by newest.received_at desc limit 1) as last on true`;

/**
 * What sellers' accounts need: their endpoint at Stripe with its events and secret, that they are heard of and read, and that calls
 * about them are not late. `first` is the answer to the list of endpoints. Nobody needs an endpoint before the first seller.
 */
export async function checkConnect(patient: Patient, first: Probe | null): Promise<Check[]> {
  const { database, env } = patient;
  const accounts = await firstRow<Accounts>(database, readAccounts, [accountEvents, env.stripe.callsPerSecond]);
  const listed = readEndpoints(first);
  const ours = listed && endpointsAt(`${env.appUrl}/api/stripe/webhook/connect`, listed);
  return [
    checkEndpoint(patient, ours, accounts),
    checkEvents(patient, ours),
    await checkSecret(patient, ours, accounts),
    ...checkAccounts(patient, accounts),
  ];
}

type Ours = ReturnType<typeof endpointsAt> | null;

function checkEndpoint({ env, words, forwarded }: Patient, ours: Ours, accounts: Accounts | null): Check {
  const { fine, unknown, warning, failed, skipped } = finding(words, "connect", "endpoint");
  if (!ours) return skipped("noStripe");
  const { url, all, used } = ours;
  const enabled = all.filter(({ status }) => status === "enabled");
  if (enabled.length > 1) return warning("several", { url, count: enabled.length });
  if (used && !hearsAccounts(used)) return failed("own", { url });
  if (enabled.length === 1) return fine("enabled", { url });
  if (used) return failed("disabled", { url });
  if (forwarded || (env.stripe.apiBase === null && isLoopback(env.appUrl))) return unknown("forwarded");
  return accounts?.any ? failed("missing", { url }) : unknown("notUsed");
}

function checkEvents({ words }: Patient, ours: Ours): Check {
  const { fine, unknown, warning, failed, skipped } = finding(words, "connect", "events");
  if (!ours) return skipped("noStripe");
  if (!ours.used) return unknown("noEndpoint");
  const named = ours.used.enabled_events;
  const missing = accountEvents.filter((type) => !named.includes(type) && !named.includes("*"));
  if (missing.length > 0) return failed("missing", { types: missing.join(", "), count: missing.length });
  // A check that names a person of the account is told there, too.
  const others = named.filter((type) => !accountEvents.includes(type) && !sessionEvents.includes(type));
  return others.length > 0
    ? warning("others", { types: others.join(", ") })
    : fine("all", { count: accountEvents.length });
}

/** As the platform's own (webhooks.ts): at the emulator by an event that is sent again, which changes nothing. */
async function checkSecret({ env, words, locale }: Patient, ours: Ours, accounts: Accounts | null): Promise<Check> {
  const { fine, unknown, failed, skipped } = finding(words, "connect", "secret");
  const { connectWebhookSecrets: secrets } = env.stripe;
  const key = secrets.map(maskKey).join(", ");
  if (secrets.length === 0) return accounts?.any || ours?.used ? failed("notSet") : unknown("notUsed");
  if (!ours) return skipped("noStripe");
  const at = accounts?.lastEventAt;
  if (env.stripe.apiBase === null) {
    return at
      ? unknown("lastEvent", { key, age: ago(now().getTime() - at.getTime(), locale) })
      : unknown("noEventYet", { key });
  }
  if (ours.used?.status !== "enabled") return unknown("noEndpoint");
  if (!accounts?.lastEventId) return unknown("nothingToSend", { key });
  const answer = await resend(env.stripe, accounts.lastEventId, ours.used.id);
  if (answer?.status === 400) return failed("wrong", { key });
  if (answer?.status !== 200) return failed("noAnswer", { status: String(answer?.status ?? "–") });
  return fine("roundTrip", { key, ms: answer.durationMs });
}

function checkAccounts({ env, words, locale }: Patient, accounts: Accounts | null): Check[] {
  const heard = finding(words, "connect", "lastEvent");
  const reading = finding(words, "connect", "reading");
  const calls = finding(words, "connect", "calls");
  if (!accounts) return [heard, reading, calls].map((each) => each.skipped("noDatabase"));
  const { any, lastEventAt, oldestAt, unreadSince, waitsSeconds, accountsWaiting } = accounts;
  const age = (at: Date) => ago(now().getTime() - at.getTime(), locale);
  const isOlder = (at: Date | null, ms: number) => at !== null && now().getTime() - at.getTime() > ms;

  const roundMs = env.reconcileIntervalSeconds * 1000;
  const read = () => {
    if (unreadSince && isOlder(unreadSince, 2 * roundMs)) return reading.warning("unread", { age: age(unreadSince) });
    if (!oldestAt) return reading.unknown(any ? "notYet" : "notUsed");
    const values = { age: age(oldestAt) };
    return isOlder(oldestAt, unheardMs + dayMs) ? reading.warning("late", values) : reading.fine("read", values);
  };
  const seconds = Math.round(waitsSeconds);
  const values = { seconds, accounts: accountsWaiting, rate: env.stripe.callsPerSecond };
  return [
    lastEventAt ? heard.fine("heard", { age: age(lastEventAt) }) : heard.unknown(any ? "noneYet" : "notUsed"),
    read(),
    seconds > behindSeconds ? calls.warning("behind", values) : calls.fine("free", values),
  ];
}
