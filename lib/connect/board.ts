import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { cap } from "@/lib/capped-count";
import { type TaskKey, taskKeys } from "@/lib/connect/requirements/tasks";
import type { BoardFilter, BoardPage, BoardRow } from "@/lib/connect/schema";
import { constant, countWithin, read, where } from "@/lib/db/lists";
import { type Cursor, readCursor, toCursorText } from "@/lib/http/address";
import { readerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { now } from "@/lib/time";
import { uuid } from "@/lib/uuid";
import { type ConnectedAccount, Prisma } from "@/prisma/generated/client";

const pageSize = 25;

/** Stands in a cursor for an account without a deadline: after every date that Stripe could give. */
const noDate = new Date("9900-01-01T00:00:00Z");

const dayMs = 24 * 60 * 60 * 1000;

type Window = keyof BoardPage["windows"];

/** What a window holds; what is closed loses nothing any more. */
const inWindow = (window: Window): Prisma.Sql =>
  window === "off"
    ? Prisma.sql`a.status = 'paused'`
    : Prisma.sql`a.due_by < ${new Date(now().getTime() + Number(window) * dayMs)} and a.status <> 'closed'`;

/** Every filter but the window, which the counts vary. */
function conditionsOf({ status, reason, country, task }: BoardFilter): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  if (status) conditions.push(Prisma.sql`a.status = ${status}::connect_status`);
  if (reason) conditions.push(Prisma.sql`a.disabled_reason = ${reason}`);
  if (country) conditions.push(Prisma.sql`a.country = ${country}`);
  if (task) conditions.push(Prisma.sql`a.open_tasks @> ${[task]}`);
  return conditions;
}

type Line = Pick<
  ConnectedAccount,
  | "id"
  | "stripeId"
  | "name"
  | "country"
  | "businessType"
  | "status"
  | "chargesEnabled"
  | "payoutsEnabled"
  | "disabledReason"
  | "dueBy"
  | "dueCount"
  | "failedCount"
  | "pendingCount"
  | "openTasks"
> & {
  codes: string[];
  askedAt: Date | null;
  keyRowId: string | null;
  keyId: string | null;
  wrappedKey: Uint8Array | null;
};

/**
 * The ids of one page, from a place on: two walks of one index, one of those with a deadline and one of those without, each of
 * which ends after a page.
 */
function pageOf(conditions: Prisma.Sql[], from: Cursor | null, forward: boolean, limit: number): Prisma.Sql {
  const isDated = from !== null && from.at < noDate;
  const way = (column: string) => Prisma.raw(`${column} ${forward ? "asc" : "desc"}`);
  const than = Prisma.raw(forward ? ">" : "<");
  const dated = [...conditions, Prisma.sql`a.due_by is not null`];
  const undated = [...conditions, Prisma.sql`a.due_by is null`];
  if (from && isDated) dated.push(Prisma.sql`(a.due_by, a.id) ${than} (${from.at}, ${from.id}::uuid)`);
  if (from && !isDated) undated.push(Prisma.sql`a.id ${than} ${from.id}::uuid`);
  const walks = [
    ...(from && !isDated && forward
      ? []
      : [
          Prisma.sql`(select * from connected_account a ${where(dated)} order by ${way("a.due_by")}, ${way("a.id")} limit ${constant(limit)})`,
        ]),
    ...(from && isDated && !forward
      ? []
      : [
          Prisma.sql`(select * from connected_account a ${where(undated)} order by ${way("a.id")} limit ${constant(limit)})`,
        ]),
  ];
  const order = Prisma.sql`due_by ${Prisma.raw(forward ? "asc nulls last" : "desc nulls first")}, ${way("id")}`;
  return Prisma.sql`select * from (${Prisma.join(walks, " union all ")}) both_walks order by ${order} limit ${constant(limit)}`;
}

async function readLines(page: Prisma.Sql): Promise<Line[]> {
  return read<Line>(Prisma.sql`
    select a.id, a.stripe_id as "stripeId", a.name, a.country, a.business_type as "businessType", a.status,
      a.charges_enabled as "chargesEnabled", a.payouts_enabled as "payoutsEnabled",
      a.disabled_reason as "disabledReason", a.due_by as "dueBy", a.due_count as "dueCount",
      a.failed_count as "failedCount", a.pending_count as "pendingCount", a.open_tasks as "openTasks",
      r.codes, r.asked_at as "askedAt", k.id as "keyRowId", k.key_id as "keyId", k.wrapped_key as "wrappedKey"
    from (${page}) a
    left join lateral (
      select coalesce(array_agg(distinct error_code) filter (where error_code is not null), '{}') as codes,
        max(asked_at) as asked_at
      from requirement where account_id = a.id and closed_at is null
    ) r on true
    left join data_key k on k.user_id = a.user_id and k.destroyed_at is null
    order by a.due_by nulls last, a.id`);
}

function toRow(line: Line): BoardRow {
  const { keyRowId, keyId, wrappedKey } = line;
  const reader = keyRowId && keyId ? readerOf([{ id: keyRowId, keyId, wrappedKey }]) : null;
  return {
    id: line.id,
    stripeId: line.stripeId,
    name: reader?.open(line.name, place.accountField("name", line.id)) ?? null,
    country: line.country,
    businessType: line.businessType,
    status: line.status,
    chargesEnabled: line.chargesEnabled,
    payoutsEnabled: line.payoutsEnabled,
    disabledReason: line.disabledReason,
    dueBy: line.dueBy?.toISOString() ?? null,
    due: line.dueCount,
    failed: line.failedCount,
    pending: line.pendingCount,
    tasks: taskKeys.filter((key): key is TaskKey => line.openTasks.includes(key)),
    codes: line.codes,
    askedAt: line.askedAt?.toISOString() ?? null,
  };
}

const countOf = (conditions: Prisma.Sql[]) => Prisma.sql`(select count(*) from (
  select from connected_account a ${where(conditions)} limit ${countWithin}) as counted)::int`;

/** A page of the board, nearest deadline first. Null for a role that may not; a role that may see no names sees counts alone. */
export async function getBoardPage(viewer: Viewer, filter: BoardFilter): Promise<BoardPage | null> {
  if (!may(viewer.role, "accounts.read")) return null;
  const others = conditionsOf(filter);
  const conditions = filter.window ? [...others, inWindow(filter.window)] : others;
  const before = readCursor(filter.before, uuid);
  const after = before ? null : readCursor(filter.after, uuid);
  const from = before ?? after;

  const windowCount = (window: Window) => countOf([...others, inWindow(window)]);
  const [lines, [counted]] = await Promise.all([
    may(viewer.role, "accounts.names") ? readLines(pageOf(conditions, from, before === null, pageSize + 1)) : [],
    read<{ total: number } & Record<`in${Window}`, number>>(Prisma.sql`
      select ${countOf(conditions)} as total, ${windowCount("off")} as "inoff", ${windowCount("3")} as in3,
        ${windowCount("7")} as in7, ${windowCount("14")} as in14`),
  ]);
  const hasMore = lines.length > pageSize;
  // The row too many is the one farthest from where the page begins.
  const shown = before ? lines.slice(hasMore ? 1 : 0) : lines.slice(0, pageSize);
  const cursorOf = (line: Line | undefined) => line && toCursorText({ at: line.dueBy ?? noDate, id: line.id });
  return {
    rows: shown.map(toRow),
    total: cap(counted?.total ?? 0),
    windows: {
      off: cap(counted?.inoff ?? 0),
      3: cap(counted?.in3 ?? 0),
      7: cap(counted?.in7 ?? 0),
      14: cap(counted?.in14 ?? 0),
    },
    previousCursor: (before ? hasMore : after !== null) ? (cursorOf(shown[0]) ?? null) : null,
    nextCursor: (before ? true : hasMore) ? (cursorOf(shown.at(-1)) ?? null) : null,
  };
}
