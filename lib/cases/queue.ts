import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { cap, countLimit } from "@/lib/capped-count";
import { toDocumentType } from "@/lib/cases/data";
import { nameOf } from "@/lib/cases/names";
import type { QueueFilter, QueuePage, QueueRow } from "@/lib/cases/schema";
import { planSearch } from "@/lib/cases/search";
import { constant, countWithin, read, where } from "@/lib/db/lists";
import { type Cursor, readCursor, toCursorText } from "@/lib/http/address";
import { type Opening, readerOf, viewOfPeople } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { failureCodes, toFailureCode } from "@/lib/stripe/failure-codes";
import { highestUuid, lowestUuid, uuid } from "@/lib/uuid";
import { openDeclared } from "@/lib/verification/declared";
import { toReference } from "@/lib/verification/reference";
import { type DerivedStatus, derivedStatuses, type ReviewReason, type StripeStatus } from "@/lib/verification/schema";
import { Prisma } from "@/prisma/generated/client";

const pageSize = 25;

/** Every filter but the status, which the counts vary; `search` is what is searched for. */
function conditionsOf(filter: QueueFilter, search: Prisma.Sql | null): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = search ? [search] : [];
  if (filter.code === "unknown") {
    conditions.push(Prisma.sql`v.failure_code is not null and v.failure_code <> all(${[...failureCodes]})`);
  } else if (filter.code) {
    conditions.push(Prisma.sql`v.failure_code = ${filter.code}`);
  }
  if (filter.review) conditions.push(Prisma.sql`v.review_reason = ${filter.review}::review_reason`);
  if (filter.country) conditions.push(Prisma.sql`v.document_country = ${filter.country}`);
  if (filter.document) conditions.push(Prisma.sql`v.document_type = ${filter.document}`);
  if (filter.from) conditions.push(Prisma.sql`v.created_at >= ${filter.from}::date`);
  if (filter.to) conditions.push(Prisma.sql`v.created_at < ${filter.to}::date + 1`);
  return conditions;
}

const statusCondition = (status: DerivedStatus) => Prisma.sql`v.status = ${status}::derived_status`;

type Line = {
  id: string;
  referenceNumber: number;
  email: string;
  status: DerivedStatus;
  stripeStatus: StripeStatus | null;
  failureCode: string | null;
  documentType: string | null;
  documentCountry: string | null;
  attempts: number;
  maxAttempts: number;
  reviewReason: ReviewReason | null;
  createdAt: Date;
  statusChangedAt: Date;
  declaredDetailsId: string | null;
  declaredDetails: Uint8Array | null;
  sessionId: string | null;
  outputFirstName: Uint8Array | null;
  outputLastName: Uint8Array | null;
  dataKeyId: string | null;
  keyId: string | null;
  wrappedKey: Uint8Array | null;
};

const cursorAt = ({ createdAt, id }: Line): Cursor => ({ at: createdAt, id });

/** How many have a status, by the statuses that were counted. */
type Counted = Partial<Record<DerivedStatus, number>>;

// Straight to the driver: Prisma would add a fifth of a millisecond to every page (bench/README.md).
/**
 * One page in one statement: the page's ids first, by an index; then what stands in its rows. `counts` are columns beside
 * each row; where there is no row, they stand in one whose own columns are null.
 */
async function readLines(
  conditions: Prisma.Sql[],
  newestFirst: boolean,
  limit: number,
  counts: Prisma.Sql = Prisma.empty,
): Promise<{ lines: Line[]; counted: Counted }> {
  const order = newestFirst ? Prisma.sql`v.created_at desc, v.id desc` : Prisma.sql`v.created_at asc, v.id asc`;
  const rows = await read<Counted & (Line | { id: null })>(Prisma.sql`
    with counts as (select ${counts}), page as materialized (
      select * from verification v ${where(conditions)} order by ${order} limit ${constant(limit)}
    )
    select counts.*, v.id, v.case_number as "referenceNumber", u.email, v.status,
      s.status as "stripeStatus", v.failure_code as "failureCode", v.document_type as "documentType",
      v.document_country as "documentCountry", v.attempts, v.max_attempts as "maxAttempts",
      v.review_reason as "reviewReason", v.created_at as "createdAt",
      v.status_changed_at as "statusChangedAt",
      d.id as "declaredDetailsId", d.details as "declaredDetails",
      s.id as "sessionId", s.output_first_name as "outputFirstName", s.output_last_name as "outputLastName",
      k.id as "dataKeyId", k.key_id as "keyId", k.wrapped_key as "wrappedKey"
    from counts left join (page v
    join "user" u on u.id = v.user_id
    left join verification_session s on s.id = v.current_session_id
    left join verification_report r on r.id = s.last_report_id
    -- Only for who has no name from a document: what was declared at the submission; before one, the newest. As of a case
    -- (data.ts), what a person declares after a redaction is for another verification.
    left join lateral (
      select id, details from declared_details
      where user_id = v.user_id and v.redacted_at is null and (r.id is null or id = r.declared_details_id)
        and s.output_first_name is null and s.output_last_name is null
      order by version desc limit 1
    ) d on true
    left join data_key k on k.user_id = v.user_id and k.destroyed_at is null) on true
    order by ${order}`);
  return { lines: rows.filter((row) => row.id !== null), counted: rows[0] ?? {} };
}

/** The lines as this role may see them; nobody whose data cannot be decrypted hides the others. */
const toRows = (lines: Line[], masked: boolean): QueueRow[] =>
  viewOfPeople((opening) => lines.map((line) => toRow(line, masked, opening)));

function nameIn(line: Line): QueueRow["name"] {
  const reader =
    line.dataKeyId && line.keyId
      ? readerOf([{ id: line.dataKeyId, keyId: line.keyId, wrappedKey: line.wrappedKey }])
      : null;
  const document =
    reader && line.sessionId
      ? {
          firstName: reader.open(line.outputFirstName, place.outputFirstName(line.sessionId)),
          lastName: reader.open(line.outputLastName, place.outputLastName(line.sessionId)),
        }
      : null;
  const declared =
    line.declaredDetailsId && line.declaredDetails
      ? openDeclared(reader, { id: line.declaredDetailsId, details: line.declaredDetails })
      : null;
  return nameOf({ document, declared });
}

function toRow(line: Line, masked: boolean, opening: Opening): QueueRow {
  const name = masked ? ({ kind: "masked" } as const) : opening({ verificationId: line.id }, () => nameIn(line));
  return {
    id: line.id,
    reference: toReference(line.referenceNumber),
    name: name === "unreadable" ? { kind: "unreadable" } : name,
    email: masked ? { kind: "masked" } : { kind: "known", text: line.email },
    status: line.status,
    stripeStatus: line.stripeStatus,
    failureCode: toFailureCode(line.failureCode),
    documentType: toDocumentType(line.documentType),
    documentCountry: line.documentCountry,
    attempts: { used: line.attempts, max: line.maxAttempts },
    reviewReason: line.reviewReason,
    createdAt: line.createdAt.toISOString(),
    statusChangedAt: line.statusChangedAt.toISOString(),
  };
}

function nothingCounted(): Pick<QueuePage, "total" | "byStatus"> {
  const zero = cap(0);
  const byStatus = {
    not_started: zero,
    in_progress: zero,
    checking: zero,
    action_needed: zero,
    in_review: zero,
    verified: zero,
    declined: zero,
    closed: zero,
  };
  return { total: zero, byStatus };
}

/** How long a status of more than 1,000 is taken to have as many. What is shown as a number is counted at each visit. */
const manyForMs = 60_000;

/** Until when: by status, on the clock of `performance.now`. Only of all there is, without a filter. */
const manyUntil = new Map<DerivedStatus, number>();

/**
 * How many fit, in all and per status, each counted to 1,000 and no further: `columns` for `readLines`, answered by one
 * index, and what they come to.
 */
function counting(filter: QueueFilter, conditions: Prisma.Sql[]) {
  const filtered = conditions.length > 0;
  const asked = performance.now();
  const isMany = (status: DerivedStatus) => !filtered && (manyUntil.get(status) ?? 0) > asked;
  // Without a filter the index of the newest answers, half as wide; from its old end, which was vacuumed long ago.
  const order = filtered ? Prisma.empty : Prisma.sql`order by v.created_at`;
  const columns = derivedStatuses
    .filter((status) => !isMany(status))
    .map((status) => {
      // In the text, so that the plan is made once: our own words, of a closed list.
      const isStatus = Prisma.raw(`v.status = '${status}'`);
      return Prisma.sql`(select count(*) from (
        select from verification v ${where([...conditions, isStatus])} ${order} limit ${countWithin}) as counted)::int as ${Prisma.raw(status)}`;
    });

  const toCounts = (counted: Counted): Pick<QueuePage, "total" | "byStatus"> => {
    const { byStatus } = nothingCounted();
    let total = 0;
    for (const status of derivedStatuses) {
      const count = counted[status] ?? countLimit + 1;
      if (!filtered && count > countLimit && !isMany(status)) manyUntil.set(status, asked + manyForMs);
      byStatus[status] = cap(count);
      if (!filter.status || filter.status === status) total += count;
    }
    return { total: cap(total), byStatus };
  };
  return { columns: columns.length > 0 ? Prisma.join(columns) : Prisma.empty, toCounts };
}

/**
 * A page of the queue as `viewer` may see it, newest first. Null for a role that may not. `sentHere`: by another site, which
 * may not use up the limit of a search.
 */
export async function getQueuePage(
  viewer: Viewer,
  filter: QueueFilter,
  { sentHere = false } = {},
): Promise<QueuePage | null> {
  if (!may(viewer.role, "verifications.read")) return null;
  const masked = !may(viewer.role, "personal.read");
  const before = readCursor(filter.before, uuid);
  const after = before ? null : readCursor(filter.after, uuid);
  const search = await planSearch(viewer, filter.q, { sentHere });
  if (search.refusal) {
    return { rows: [], ...nothingCounted(), newerCursor: null, olderCursor: null, searchRefusal: search.refusal };
  }
  const filtered = conditionsOf(filter, search.condition);
  const conditions = [...filtered, ...(filter.status ? [statusCondition(filter.status)] : [])];
  if (after) conditions.push(Prisma.sql`(v.created_at, v.id) < (${after.at}, ${after.id}::uuid)`);
  if (before) conditions.push(Prisma.sql`(v.created_at, v.id) > (${before.at}, ${before.id}::uuid)`);

  const { columns, toCounts } = counting(filter, filtered);
  const { lines, counted } = await readLines(conditions, before === null, pageSize + 1, columns);
  const hasMore = lines.length > pageSize;
  const shown = lines.slice(0, pageSize);
  if (before) shown.reverse();

  const [first, last] = [shown[0], shown.at(-1)].map((line) => line && cursorAt(line));
  const cursorOf = (cursor: Cursor | null | undefined) => (cursor ? toCursorText(cursor) : null);
  // The row that a page began behind may be all that is left: the way back from an empty page must find it.
  const newer = before ? (hasMore ? first : null) : after && (first ?? { ...after, id: lowestUuid });
  const older = before ? (last ?? { ...before, id: highestUuid }) : hasMore ? last : null;
  return {
    rows: toRows(shown, masked),
    newerCursor: cursorOf(newer),
    olderCursor: cursorOf(older),
    ...toCounts(counted),
    searchRefusal: null,
  };
}

/** All lines that fit, newest first, a few hundred at a time; for the export. `search`: the condition that was planned (`planSearch`). */
export async function* walkQueue(
  viewer: Viewer,
  filter: QueueFilter,
  search: Prisma.Sql | null,
): AsyncGenerator<QueueRow[]> {
  const masked = !may(viewer.role, "personal.read");
  let after: Cursor | null = null;
  for (;;) {
    const conditions = [...conditionsOf(filter, search), ...(filter.status ? [statusCondition(filter.status)] : [])];
    if (after) conditions.push(Prisma.sql`(v.created_at, v.id) < (${after.at}, ${after.id}::uuid)`);
    const { lines }: { lines: Line[] } = await readLines(conditions, true, 500);
    const last = lines.at(-1);
    if (!last) return;
    yield toRows(lines, masked);
    after = cursorAt(last);
  }
}
