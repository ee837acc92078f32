import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { cap } from "@/lib/capped-count";
import { disabledReasons } from "@/lib/connect/requirements/disabled-reason";
import { type TaskKey, taskKeys } from "@/lib/connect/requirements/tasks";
import {
  type BoardFilter,
  type BoardPage,
  type BoardRow,
  type ConnectStatus,
  connectStatuses,
  type PayoutRisk,
  payoutRisks,
  riskDays,
  shownDays,
} from "@/lib/connect/staff/schema";
import { shownReason } from "@/lib/connect/staff/shown-reason";
import { constant, countWithin, read, where } from "@/lib/db/lists";
import { type Cursor, readCursor, toCursorText } from "@/lib/http/address";
import { type Opening, readerOf, viewOfPeople } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { now } from "@/lib/time";
import { highestUuid, lowestUuid, uuid } from "@/lib/uuid";
import { type ConnectedAccount, Prisma } from "@/prisma/generated/client";

const pageSize = 25;
const dayMs = 86_400_000;

/** Where an account without a deadline stands: the end of what a cursor can name. The indexes of the migration hold it too. */
const noDeadline = "9989-12-31T00:00:00.000Z";
const deadline = Prisma.raw(`coalesce(a.due_by, timestamptz '9989-12-31 00:00:00+00')`);
const forwards = Prisma.sql`${deadline} asc, a.id asc`;
const backwards = Prisma.sql`${deadline} desc, a.id desc`;

const statusCondition = (status: ConnectStatus) => Prisma.sql`a.status = ${status}::connect_status`;

// The words of the partial indexes, which serve no others.
const lost = Prisma.sql`a.enabled_at is not null and not a.payouts_enabled and a.status <> 'closed'`;
const atRisk = (days: number, at: Date) => Prisma.sql`a.payouts_enabled and a.due_by is not null
  and ${deadline} <= ${new Date(at.getTime() + days * dayMs)}`;
function riskCondition(risk: PayoutRisk, at: Date): Prisma.Sql {
  const days = riskDays[risk];
  return days === null ? lost : atRisk(days, at);
}

const none = Prisma.sql`false`;

/** Every filter but status and payouts, which the counts vary. */
async function conditionsOf(viewer: Viewer, { reason, country, task, q }: BoardFilter): Promise<Prisma.Sql[]> {
  const conditions: Prisma.Sql[] = [];
  if (reason) conditions.push(await reasonCondition(viewer, reason));
  if (country) conditions.push(Prisma.sql`a.country = ${country}`);
  // By whom a filter finds, a role learns what it may not see.
  // In the text, as how many have it differs so much that no one plan is good for all: our own words, of a closed list.
  if (task) {
    conditions.push(may(viewer.role, "accounts.requirements") ? Prisma.raw(`a.open_tasks @> array['${task}']`) : none);
  }
  if (q !== undefined) conditions.push(searchCondition(q));
  return conditions;
}

/** Those that the counts vary. */
const variedConditions = ({ status, payouts }: BoardFilter, at: Date): Prisma.Sql[] => [
  ...(status ? [statusCondition(status)] : []),
  ...(payouts ? [riskCondition(payouts, at)] : []),
];

const follows = ({ at, id }: Cursor) => Prisma.sql`(${deadline}, a.id) > (${at}, ${id}::uuid)`;

/**
 * The reasons that some account has and that we have no words for: from one to the next along the index, as there are few. A
 * statement of its own, because PostgreSQL would plan the board for as many accounts as any reason may have.
 */
async function readUnknownReasons(): Promise<string[]> {
  const rows = await read<{ reason: string }>(Prisma.sql`
  with recursive found as (
    (select disabled_reason as reason from connected_account
      where disabled_reason is not null order by disabled_reason limit 1)
    union all
    select (select disabled_reason from connected_account
      where disabled_reason is not null and disabled_reason > found.reason order by disabled_reason limit 1)
    from found where found.reason is not null
  )
  select reason from found where reason <> all(${disabledReasons})`);
  return rows.map(({ reason }) => reason);
}

async function reasonCondition(viewer: Viewer, reason: (typeof disabledReasons)[number]): Promise<Prisma.Sql> {
  const found =
    reason === "unknown"
      ? await readUnknownReasons()
      : disabledReasons.filter((each) => shownReason(viewer.role, each) === reason);
  if (found.length === 0) return none;
  return found.length === 1
    ? Prisma.sql`a.disabled_reason = ${found[0]}`
    : Prisma.sql`a.disabled_reason = any(${found})`;
}

/** Exact ids alone: names are sealed, and nothing is found by what is sealed. */
function searchCondition(q: string): Prisma.Sql {
  if (uuid.test(q)) return Prisma.sql`(a.id = ${q}::uuid or a.user_id = ${q}::uuid)`;
  return q.startsWith("acct_") ? Prisma.sql`a.stripe_id = ${q}` : none;
}

type Line = Pick<
  ConnectedAccount,
  | "id"
  | "stripeId"
  | "name"
  | "country"
  | "businessType"
  | "status"
  | "payoutsEnabled"
  | "disabledReason"
  | "dueBy"
  | "openTasks"
  | "dueCount"
  | "pendingCount"
> & {
  codes: string[] | null;
  askedAt: Date | null;
  dataKeyId: string | null;
  keyId: string | null;
  wrappedKey: Uint8Array | null;
};

const cursorAt = ({ dueBy, id }: Line): Cursor => ({ at: dueBy ?? new Date(noDeadline), id });

/** Whether so many may fit that each status would be sought among them. */
const isWide = ({ task, payouts }: BoardFilter): boolean => task !== undefined || payouts !== undefined;

type Counted = Partial<Record<ConnectStatus | "total" | `risk_${PayoutRisk}`, number>> & { days?: number[] };

/**
 * One page in one statement, as the queue's: the page's ids first, by an index; then what stands in its rows; the counts beside
 * each row, or alone in one whose own columns are null.
 */
async function readLines(
  conditions: Prisma.Sql[],
  order: Prisma.Sql,
  limit: number,
  counts: Prisma.Sql,
): Promise<{ lines: Line[]; counted: Counted }> {
  const rows = await read<Counted & (Line | { id: null })>(Prisma.sql`
    with counts as (select ${counts}), page as materialized (
      select a.id from connected_account a ${where(conditions)} order by ${order} limit ${constant(limit)}
    )
    select counts.*, a.id, a.stripe_id as "stripeId", a.name, a.country, a.business_type as "businessType", a.status,
      a.payouts_enabled as "payoutsEnabled", a.disabled_reason as "disabledReason", a.due_by as "dueBy",
      a.open_tasks as "openTasks", a.due_count as "dueCount", a.pending_count as "pendingCount", r.codes,
      r.asked_at as "askedAt", k.id as "dataKeyId", k.key_id as "keyId", k.wrapped_key as "wrappedKey"
    from counts left join (page join connected_account a on a.id = page.id
    left join lateral (
      select array_agg(distinct error_code) filter (where error_code is not null) as codes, max(asked_at) as asked_at
      from requirement where account_id = a.id and closed_at is null
    ) r on true
    left join data_key k on k.user_id = a.user_id and k.destroyed_at is null) on true
    order by ${order}`);
  return { lines: rows.filter((row) => row.id !== null), counted: rows[0] ?? {} };
}

const toDay = (at: Date): string => at.toISOString().slice(0, 10);

/** Where the days begin that are counted one by one. */
const daysFrom = (at: Date): Date[] =>
  Array.from({ length: shownDays }, (_, index) => new Date(Date.parse(toDay(at)) + index * dayMs));

/** How many may lose payouts on each day, each counted to 1,000 along the index, whatever the number of accounts. */
const countDays = (conditions: Prisma.Sql[], days: Date[]) => Prisma.sql`array(
    select (select count(*) from (
      select from connected_account a ${where([
        ...conditions,
        Prisma.sql`a.payouts_enabled and a.due_by is not null and ${deadline} >= starts_at
          and ${deadline} < starts_at + interval '24 hours'`,
      ])} order by ${forwards} limit ${countWithin}) as counted)::int
    from unnest(${days}::timestamptz[]) as day (starts_at) order by starts_at) as days`;

/**
 * How many fit, in all, per status and per risk, each counted to 1,000 and no further, along the index of the order. Under a
 * task, and under what may become of payouts, there are no counts per status: no index holds both, and a status that few of
 * them have would be sought among all.
 */
function counting(filter: BoardFilter, conditions: Prisma.Sql[], at: Date) {
  const count = (all: Prisma.Sql[], name: string) => Prisma.sql`(select count(*) from (
    select from connected_account a ${where(all)} order by ${forwards} limit ${countWithin}) as counted)::int as ${Prisma.raw(name)}`;
  const days = daysFrom(at);
  const ofRisk = filter.payouts ? [riskCondition(filter.payouts, at)] : [];
  const ofStatus = filter.status ? [statusCondition(filter.status)] : [];
  const columns = Prisma.join([
    ...(isWide(filter)
      ? [count([...conditions, ...ofRisk, ...ofStatus], "total")]
      : // In the text, so that the plan is made once: our own words, of closed lists.
        connectStatuses.map((status) =>
          count([...conditions, ...ofRisk, Prisma.raw(`a.status = '${status}'`)], `"${status}"`),
        )),
    ...payoutRisks.map((risk) => count([...conditions, riskCondition(risk, at)], `"risk_${risk}"`)),
    countDays(conditions, days),
  ]);
  const toCounts = (counted: Counted): Pick<BoardPage, "total" | "byStatus" | "byRisk" | "byDay"> => {
    const of = (status: ConnectStatus) => cap(counted[status] ?? 0);
    const ofRisk = (risk: PayoutRisk) => cap(counted[`risk_${risk}`] ?? 0);
    const shown = connectStatuses.filter((status) => !filter.status || filter.status === status);
    const sum = shown.reduce((all, status) => all + (counted[status] ?? 0), 0);
    const byStatus = {
      not_started: of("not_started"),
      due: of("due"),
      past_due: of("past_due"),
      checking: of("checking"),
      enabled: of("enabled"),
      paused: of("paused"),
      closed: of("closed"),
    };
    return {
      total: cap(counted.total ?? sum),
      byStatus: isWide(filter) ? null : byStatus,
      byRisk: {
        off: ofRisk("off"),
        within_3: ofRisk("within_3"),
        within_7: ofRisk("within_7"),
        within_14: ofRisk("within_14"),
      },
      byDay: days.map((day, index) => ({ day: toDay(day), accounts: cap(counted.days?.[index] ?? 0) })),
    };
  };
  return { columns, toCounts };
}

const isTask = (text: string): text is TaskKey => taskKeys.some((key) => key === text);

/** The name of shop or company as this role may see it. */
export function shownName(
  { id, name, dataKeyId, keyId, wrappedKey }: Pick<Line, "id" | "name" | "dataKeyId" | "keyId" | "wrappedKey">,
  { role }: Viewer,
  opening: Opening,
): BoardRow["name"] {
  if (!may(role, "accounts.names")) return { kind: "masked" };
  const shown = opening({ accountId: id }, (): BoardRow["name"] => {
    const reader = dataKeyId && keyId ? readerOf([{ id: dataKeyId, keyId, wrappedKey }]) : null;
    const text = reader?.open(name, place.accountField("name", id)) ?? null;
    return text === null ? { kind: "none" } : { kind: "known", text };
  });
  return shown === "unreadable" ? { kind: "unreadable" } : shown;
}

/** The lines as this role may see them; no seller whose data cannot be decrypted hides the others. */
const toRows = (lines: Line[], viewer: Viewer): BoardRow[] =>
  viewOfPeople((opening) => lines.map((line) => toRow(line, viewer, opening)));

function toRow(line: Line, viewer: Viewer, opening: Opening): BoardRow {
  const { role } = viewer;
  return {
    id: line.id,
    stripeId: line.stripeId,
    name: shownName(line, viewer, opening),
    country: line.country,
    businessType: line.businessType,
    status: line.status,
    payoutsEnabled: line.payoutsEnabled,
    disabledReason: shownReason(role, line.disabledReason),
    dueBy: line.dueBy?.toISOString() ?? null,
    asked: may(role, "accounts.requirements")
      ? { tasks: line.openTasks.filter(isTask), codes: line.codes ?? [] }
      : null,
    due: line.dueCount,
    pending: line.pendingCount,
    askedAt: line.askedAt?.toISOString() ?? null,
  };
}

const walkSize = 500;

/** All rows that fit, in the board's order, a few hundred at a time; for the export. None for a role without the rows. */
export async function* walkBoard(viewer: Viewer, filter: BoardFilter): AsyncGenerator<BoardRow[]> {
  if (!may(viewer.role, "accounts.list")) return;
  const fitting = [...(await conditionsOf(viewer, filter)), ...variedConditions(filter, now())];
  let after: Cursor | null = null;
  for (;;) {
    const conditions: Prisma.Sql[] = after ? [...fitting, follows(after)] : fitting;
    const { lines }: { lines: Line[] } = await readLines(conditions, forwards, walkSize, Prisma.sql`1`);
    const last = lines.at(-1);
    if (!last) return;
    yield toRows(lines, viewer);
    after = cursorAt(last);
  }
}

/**
 * A page of sellers' accounts as `viewer` may see it, nearest deadline first and without date last. Null for a role that may
 * not. A role that is told counts alone finds an account by its whole id, and nothing else.
 */
export async function getBoardPage(viewer: Viewer, filter: BoardFilter): Promise<BoardPage | null> {
  if (!may(viewer.role, "accounts.read")) return null;
  const at = now();
  const before = readCursor(filter.before, uuid);
  const after = before ? null : readCursor(filter.after, uuid);
  const kept = await conditionsOf(viewer, filter);
  const conditions = [...kept, ...variedConditions(filter, at)];
  if (after) conditions.push(follows(after));
  if (before) conditions.push(Prisma.sql`(${deadline}, a.id) < (${before.at}, ${before.id}::uuid)`);
  const listed = may(viewer.role, "accounts.list") || filter.q !== undefined;

  const { columns, toCounts } = counting(filter, kept, at);
  const limit = listed ? pageSize + 1 : 0;
  const { lines, counted } = await readLines(conditions, before ? backwards : forwards, limit, columns);
  const hasMore = lines.length > pageSize;
  const shown = lines.slice(0, pageSize);
  if (before) shown.reverse();

  const [first, last] = [shown[0], shown.at(-1)].map((line) => line && cursorAt(line));
  const cursorOf = (cursor: Cursor | null | undefined) => (cursor ? toCursorText(cursor) : null);
  // As of the queue: the way back from an empty page must find the row that it began behind.
  const nearer = before ? (hasMore ? first : null) : after && (first ?? { ...after, id: highestUuid });
  const later = before ? (last ?? { ...before, id: lowestUuid }) : hasMore ? last : null;
  return {
    rows: listed ? toRows(shown, viewer) : null,
    newerCursor: listed ? cursorOf(nearer) : null,
    olderCursor: listed ? cursorOf(later) : null,
    ...toCounts(counted),
  };
}
