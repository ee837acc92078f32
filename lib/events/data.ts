import "server-only";
import { discardReasons } from "@/lib/audit/actions";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { cap } from "@/lib/capped-count";
import { db } from "@/lib/db/client";
import { constant, countWithin, read, where } from "@/lib/db/lists";
import { toPayloadLines } from "@/lib/events/payload";
import { eventActions, mayReplayFilter } from "@/lib/events/rules";
import {
  type EventDetail,
  type EventFilter,
  type EventJob,
  type EventOutcome,
  type EventPage,
  type EventRow,
  type FailedAttempt,
  type FailureCause,
  failureCauses,
  type ReplayPlan,
} from "@/lib/events/schema";
import { hasTarget, targetOf } from "@/lib/events/target";
import { type Cursor, readCursor, searchLength, toCursorText } from "@/lib/http/address";
import { joinSync, type SyncColumns, syncColumns } from "@/lib/jobs/data";
import { keyOf, type Target } from "@/lib/jobs/definitions";
import { isUnreadable, openUnderKeyring } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";
import { Prisma } from "@/prisma/generated/client";
import type { Role } from "@/prisma/generated/enums";

const pageSize = 25;

/** At most so many events are asked for again at once. */
export const replayLimit = 1_000;

/**
 * No index holds the outcome, so that an event which is processed is updated in place (prisma/schema.prisma). Dead letters
 * have an index of their own; for any other outcome the newest events are walked through, so many for a page.
 */
const walkLimit = 10_000;

/** Dead letters, answered by their own index; `e` is the event. */
export const isFailed = Prisma.sql`e.failure_code is not null and e.outcome = 'failed'`;

/** Every filter but the outcome. */
function conditionsOf(filter: EventFilter): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  if (filter.q !== undefined && filter.q.length > searchLength) conditions.push(Prisma.sql`false`);
  else if (filter.q?.startsWith("evt_")) conditions.push(Prisma.sql`e.id = ${filter.q}`);
  else if (filter.q) conditions.push(Prisma.sql`e.object_id = ${filter.q}`);
  if (filter.type) conditions.push(Prisma.sql`e.type = ${filter.type}`);
  if (filter.from) conditions.push(Prisma.sql`e.received_at >= ${filter.from}::timestamp at time zone 'UTC'`);
  if (filter.to) {
    conditions.push(Prisma.sql`e.received_at < (${filter.to}::timestamp + interval '1 day') at time zone 'UTC'`);
  }
  return conditions;
}

/** What a cursor may name: an event, or the place below all of a moment. */
const eventId = /^evt_\w{0,100}$/;

type Line = {
  id: string;
  type: string;
  objectId: string | null;
  account: string | null;
  outcome: EventOutcome;
  failureCode: string | null;
  deliveries: number;
  receivedAt: Date;
} & SyncColumns;

/** Only what waits or failed has a job that says something about it. */
const jobOfEvent = joinSync("e.object_id", Prisma.sql`e.outcome in ('queued', 'failed')`);

/** Our worker lets only codes get into the queue; anything else there is not shown. */
const toCause = (raw: string | null): FailureCause | null =>
  raw === null ? null : (failureCauses.find((cause) => cause === raw) ?? "unknown");

function toJob({ attempts, maxAttempts, running, dueAt, lastError }: SyncColumns): EventJob | null {
  if (attempts === null || maxAttempts === null || running === null || dueAt === null) return null;
  return { attempts, maxAttempts, running, dueAt: dueAt.toISOString(), lastError: toCause(lastError) };
}

const toRow = (viewer: Viewer, line: Line, failedAttempts: FailedAttempt[]): EventRow => ({
  id: line.id,
  type: line.type,
  objectId: line.objectId,
  outcome: line.outcome,
  cause: toCause(line.failureCode),
  deliveries: line.deliveries,
  receivedAt: line.receivedAt.toISOString(),
  job: toJob(line),
  failedAttempts,
  actions: eventActions(viewer, { target: targetOf(line), outcome: line.outcome }),
});

/** The failed attempts of these objects' syncs, oldest first, by the object's id. */
async function readFailedAttempts(objectIds: (string | null)[]): Promise<(objectId: string | null) => FailedAttempt[]> {
  const known = [...new Set(objectIds)].filter((id) => id !== null);
  const rows =
    known.length === 0
      ? []
      : await db.failedAttempt.findMany({ where: { objectId: { in: known } }, orderBy: { id: "asc" } });
  const byObject = Map.groupBy(rows, (row) => row.objectId);
  return (objectId) =>
    ((objectId === null ? null : byObject.get(objectId)) ?? []).map((row) => ({
      id: String(row.id),
      attempt: row.attempt,
      failedAt: row.failedAt.toISOString(),
      cause: toCause(row.code) ?? "unknown",
      answer: row.stripeStatus,
      durationMs: row.durationMs,
      exhausted: row.exhausted,
    }));
}

const walkedColumns = Prisma.sql`e.id, e.type, e.object_id, e.account, e.outcome, e.failure_code, e.attempts, e.received_at`;

/** The events that fit, from a place on, with those that are walked past for their outcome left out. */
function walk(filter: EventFilter, conditions: Prisma.Sql[], order: Prisma.Sql, limit: number): Prisma.Sql {
  const { outcome } = filter;
  const fitting = (those: Prisma.Sql[], most: number) => Prisma.sql`
    select ${walkedColumns} from stripe_event e ${where(those)} order by ${order} limit ${constant(most)}`;
  if (outcome === undefined) return fitting(conditions, limit);
  if (outcome === "failed") return fitting([...conditions, isFailed], limit);
  return Prisma.sql`select ${walkedColumns} from (${fitting(conditions, walkLimit)}) e
    where e.outcome = ${outcome}::event_outcome order by ${order} limit ${constant(limit)}`;
}

// Below and above every event of the same moment: the way back from an empty page must find the row it came from.
const below = ({ at }: Cursor): Cursor => ({ at, id: "evt_" });
const above = ({ at }: Cursor): Cursor => ({ at: new Date(at.getTime() + 1), id: "evt_" });

const newestFirst = Prisma.sql`e.received_at desc, e.id desc`;
const oldestFirst = Prisma.sql`e.received_at asc, e.id asc`;

async function readPage(viewer: Viewer, filter: EventFilter): Promise<Omit<EventPage, "total" | "deadLetters">> {
  const before = readCursor(filter.before, eventId);
  const after = before ? null : readCursor(filter.after, eventId);
  const conditions = conditionsOf(filter);
  if (after) conditions.push(Prisma.sql`(e.received_at, e.id) < (${after.at}, ${after.id})`);
  if (before) conditions.push(Prisma.sql`(e.received_at, e.id) > (${before.at}, ${before.id})`);
  const order = before ? oldestFirst : newestFirst;

  const lines = await read<Line>(Prisma.sql`
    select e.id, e.type, e.object_id as "objectId", e.account, e.outcome, e.failure_code as "failureCode",
      e.attempts as deliveries, e.received_at as "receivedAt", ${syncColumns}
    from (${walk(filter, conditions, order, pageSize + 1)}) e ${jobOfEvent}
    order by ${order}`);
  const hasMore = lines.length > pageSize;
  const shown = lines.slice(0, pageSize);
  if (before) shown.reverse();

  const edge = hasMore ? null : await readEdge(filter, conditions, order);
  const failed = shown.filter(({ outcome }) => outcome === "failed").map(({ objectId }) => objectId);
  const failedAttemptsOf = await readFailedAttempts(failed);
  const [first, last] = [shown[0], shown.at(-1)].map((line) => line && { at: line.receivedAt, id: line.id });
  const cursorOf = (cursor: Cursor | undefined | null) => (cursor ? toCursorText(cursor) : null);
  return {
    rows: shown.map((line) => toRow(viewer, line, line.outcome === "failed" ? failedAttemptsOf(line.objectId) : [])),
    newerCursor: before ? cursorOf(edge ?? (hasMore ? first : null)) : after ? cursorOf(first ?? below(after)) : null,
    olderCursor: before ? cursorOf(last ?? above(before)) : cursorOf(edge ?? (hasMore ? last : null)),
    walkedTo: before ? null : (edge?.at.toISOString() ?? null),
  };
}

/** Where a walk ended for its length; null when it saw everything. */
async function readEdge(filter: EventFilter, conditions: Prisma.Sql[], order: Prisma.Sql): Promise<Cursor | null> {
  if (filter.outcome === undefined || filter.outcome === "failed") return null;
  const [edge] = await read<Cursor>(Prisma.sql`select e.id, e.received_at as at from stripe_event e
    ${where(conditions)} order by ${order} limit 1 offset ${constant(walkLimit - 1)}`);
  return edge ?? null;
}

const countOf = (conditions: Prisma.Sql[]) => Prisma.sql`(select count(*) from (
  select from stripe_event e ${where(conditions)} limit ${countWithin}) as counted)::int`;

/** A page of events, newest first. Null for a role that may not. */
export async function getEventPage(viewer: Viewer, filter: EventFilter): Promise<EventPage | null> {
  if (!may(viewer.role, "events.read")) return null;
  const conditions = conditionsOf(filter);
  const [page, [counted]] = await Promise.all([
    readPage(viewer, filter),
    read<{ total: number; deadLetters: number }>(Prisma.sql`
      select ${countOf(conditions)} as total, ${countOf([...conditions, isFailed])} as "deadLetters"`),
  ]);
  return { ...page, total: cap(counted?.total ?? 0), deadLetters: cap(counted?.deadLetters ?? 0) };
}

/** How many events wait for a person, as a column of another statement: up to one more than counts are shown. */
export const deadLetterCount = countOf([isFailed]);

/** One event, its payload by the list of what may be shown. Null when it is not there or not for this viewer. */
export async function getEventDetail(viewer: Viewer, id: string): Promise<EventDetail | null> {
  if (!may(viewer.role, "events.read") || !/^evt_\w{1,100}$/.test(id)) return null;
  const event = await db.stripeEvent.findUnique({ where: { id } });
  if (!event) return null;

  const target = targetOf(event);
  const [job, failedAttemptsOf, discarded, siblings] = await Promise.all([
    read<SyncColumns>(Prisma.sql`select ${syncColumns} from stripe_event e ${jobOfEvent} where e.id = ${id}`),
    readFailedAttempts(target ? [target.id] : []),
    event.outcome === "discarded" ? readDiscard(viewer, id) : null,
    event.objectId
      ? db.stripeEvent.findMany({
          where: { objectId: event.objectId, id: { not: id } },
          select: { id: true, type: true, outcome: true, receivedAt: true },
          orderBy: { createdAt: "desc" },
          take: 20,
        })
      : [],
  ]);
  return {
    id,
    type: event.type,
    objectId: event.objectId,
    outcome: event.outcome,
    cause: toCause(event.failureCode),
    deliveries: event.deliveries,
    receivedAt: event.receivedAt.toISOString(),
    job: job[0] ? toJob(job[0]) : null,
    failedAttempts: failedAttemptsOf(target?.id ?? null),
    discarded,
    account: event.account,
    apiVersion: event.apiVersion,
    livemode: event.livemode,
    createdAt: event.createdAt.toISOString(),
    processedAt: event.processedAt?.toISOString() ?? null,
    purgeAt: event.purgeAt.toISOString(),
    payload: openPayload(event),
    target,
    siblings: siblings.map((sibling) => ({ ...sibling, receivedAt: sibling.receivedAt.toISOString() })),
    actions: eventActions(viewer, { target, outcome: event.outcome }),
  };
}

/** Who let an event go, when and why, by the audit log; a colleague's address is personal data like any other. */
async function readDiscard(viewer: Viewer, id: string): Promise<EventDetail["discarded"]> {
  const [entry] = await read<{ at: Date; email: string | null; role: Role; reason: string | null }>(Prisma.sql`
    select a.at, u.email, a.actor_role as role, a.reason from audit_entry a left join "user" u on u.id = a.actor_id
    where a.target_type = 'event' and a.target_id = ${id} and a.action = 'event.discarded' order by a.id desc limit 1`);
  if (!entry) return null;
  const { at, email: text, role } = entry;
  const email = text === null ? ({ kind: "gone" } as const) : ({ kind: "known", text } as const);
  return {
    at: at.toISOString(),
    email: may(viewer.role, "personal.read") ? email : { kind: "masked" },
    role,
    reason: discardReasons.find((known) => known === entry.reason) ?? null,
  };
}

function openPayload({ id, payload }: { id: string; payload: Uint8Array | null }): EventDetail["payload"] {
  if (!payload) return { kind: "gone" };
  try {
    const lines = toPayloadLines(openUnderKeyring(payload, place.eventPayload(id)));
    return lines ? { kind: "shown", lines } : { kind: "noEvent" };
  } catch (error) {
    // The page explains events; it must not fail because one of PII_KEYS is gone.
    if (!isUnreadable(error)) throw error;
    return { kind: "unreadable" };
  }
}

/** What a replay of a filter takes: the newest events that fit and concern something that we follow. Discarded ones only when asked for. */
export async function listReplayable(filter: EventFilter): Promise<{ id: string; target: Target }[]> {
  const conditions = [...conditionsOf(filter), hasTarget];
  if (filter.outcome === undefined) conditions.push(Prisma.sql`e.outcome <> 'discarded'`);
  const events = await read<{ id: string; type: string; objectId: string | null; account: string | null }>(Prisma.sql`
    select e.id, e.type, e.object_id as "objectId", e.account
    from (${walk(filter, conditions, newestFirst, replayLimit + 1)}) e order by ${newestFirst}`);
  return events.flatMap(({ id, ...event }) => {
    const target = targetOf(event);
    return target ? [{ id, target }] : [];
  });
}

/** What a replay of this filter would ask for. Null for a role that may not. */
export async function getReplayPlan(viewer: Viewer, filter: EventFilter): Promise<ReplayPlan | null> {
  if (!mayReplayFilter(viewer, { events: null }).ok) return null;
  const found = await listReplayable(filter);
  const taken = found.slice(0, replayLimit);
  return {
    events: cap(found.length),
    targets: new Set(taken.map(({ target }) => keyOf(target))).size,
    replay: mayReplayFilter(viewer, { events: found.length }),
  };
}
