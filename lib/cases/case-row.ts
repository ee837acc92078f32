import "server-only";
import type { Answer } from "@/lib/auth/permissions";
import type { CaseFacts } from "@/lib/cases/rules";
import { db } from "@/lib/db/client";
import { allOf, bytesOf, constant, oneOf, read } from "@/lib/db/lists";
import { Prisma, type Verification, type VerificationSession } from "@/prisma/generated/client";
import type { CheckStatus, ConsentChoice, Role } from "@/prisma/generated/enums";

/** More than anybody reads; the table itself keeps them all. */
const shownConsents = 10;

/** More lines than anybody reads of what happened; the audit log itself keeps them all. */
export const timelineLimit = 200;

/** Bytes are text in base64 here, and times ISO 8601: this is what JSON brings. */
type InJson = {
  dataKey: { id: string; keyId: string; wrappedKey: string } | null;
  currentSession:
    | (Pick<
        VerificationSession,
        "id" | "type" | "status" | "lastReportId" | "clientReferenceId" | "verificationFlow"
      > & { metadata: string | null; firstName: string | null; lastName: string | null; address: string | null })
    | null;
  newestDeclared: DeclaredVersion | null;
  /** Newest first, at most ten of `consentCount`. */
  consents: { choice: ConsentChoice; version: number; locale: string; createdAt: string }[];
  /** Oldest first, and so their reports. */
  sessions: (Pick<VerificationSession, "id" | "status" | "lastReportId"> & { reports: ReportOfCase[] })[];
  /** Newest first, at most as many as a timeline shows. */
  events: { id: string; type: string; createdAt: string }[];
  /** The audit log's, newest first, at most as many as a timeline shows. The subject of a session's or an event's is its id. */
  entries: { at: string; actorRole: Role | null; action: string; subject: string | null; reason: string | null }[];
};

type DeclaredVersion = { id: string; version: number; details: string; createdAt: string };

type ReportOfCase = {
  id: string;
  verificationSessionId: string;
  createdAt: string;
  documentType: string | null;
  documentCountry: string | null;
  /** What had been declared when it was submitted. */
  declared: DeclaredVersion | null;
  checks: { kind: string; status: CheckStatus; errorCode: string | null; errorReason: string | null }[];
};

/** What the tables hold of one case, for its page. */
export type CaseRow = Omit<Verification, "purpose" | "sessionOrdinal" | "startedAt" | "closedAt"> &
  InJson & {
    email: string;
    consentCount: number;
    /** When a redaction of this verification, or of one begun since, destroyed the person's key; null: none did, or not yet. */
    keyDestroyedAt: Date | null;
  };

const declaredColumns = Prisma.sql`id, version, ${bytesOf("details")}, created_at as "createdAt"`;

/**
 * What the audit log may be about that belongs to `v`: itself, its sessions, their events, and what its person changed
 * until they began another one.
 */
const auditTargets = Prisma.sql`
  select 'verification' as type, v.id::text as id, timestamptz '-infinity' as since, timestamptz 'infinity' as until
  union all
  select 'person', v.user_id::text, v.created_at, coalesce((select min(later.created_at) from verification later
    where later.user_id = v.user_id and later.created_at > v.created_at), 'infinity')
  union all
  select 'verification_session', id, '-infinity', 'infinity' from verification_session where verification_id = v.id
  union all
  (select 'event', id, '-infinity', 'infinity' from stripe_event
    where object_id in (select id from verification_session where verification_id = v.id)
    order by stripe_event.created_at desc limit ${constant(timelineLimit)})`;

/**
 * One case in one statement: a dozen cost PostgreSQL several times as much, and this way all that the page shows is of one
 * moment. Null when it is not there. It checks no permission: that is for whoever calls it.
 */
export async function readCaseRow(id: string): Promise<CaseRow | null> {
  const checks = Prisma.sql`select kind, status, error_code as "errorCode", error_reason as "errorReason"
    from verification_check where report_id = r.id`;
  const reports = Prisma.sql`select r.id, r.verification_session_id as "verificationSessionId",
      r.created_at as "createdAt", r.document_type as "documentType", r.document_country as "documentCountry",
      ${oneOf(Prisma.sql`select ${declaredColumns} from declared_details where id = r.declared_details_id`)} as declared,
      ${allOf(checks)} as checks
    from verification_report r where r.verification_session_id = s.id order by r.created_at`;
  const entries = Prisma.sql`select a.at, a.actor_role as "actorRole", a.action, a.reason,
      case when t.type in ('verification_session', 'event') then t.id else a.subject end as subject
    from (${auditTargets}) as t cross join lateral (
      -- What was requested and given has entries of its own.
      select * from audit_entry where target_type = t.type and target_id = t.id and action <> 'evidence.requested'
        and at >= t.since and at < t.until order by audit_entry.id desc limit ${constant(timelineLimit)}) as a
    order by a.id desc limit ${constant(timelineLimit)}`;
  const [row] = await read<CaseRow>(Prisma.sql`
    select v.id, v.case_number as "referenceNumber", v.user_id as "userId", u.email, v.status, v.failure_code as "failureCode",
      v.attempts, v.max_attempts as "maxAttempts", v.current_session_id as "currentSessionId",
      v.document_type as "documentType",
      v.document_country as "documentCountry", v.review_reason as "reviewReason", v.created_at as "createdAt",
      v.status_changed_at as "statusChangedAt", v.submitted_at as "submittedAt", v.verified_at as "verifiedAt",
      v.redaction_requested_at as "redactionRequestedAt", v.redacted_at as "redactedAt", v.synced_at as "syncedAt",
      ${oneOf(Prisma.sql`select id, key_id as "keyId", ${bytesOf("wrapped_key", "wrappedKey")} from data_key
        where user_id = v.user_id and destroyed_at is null`)} as "dataKey",
      ${oneOf(Prisma.sql`select id, type, status, last_report_id as "lastReportId",
          client_reference_id as "clientReferenceId", verification_flow as "verificationFlow", ${bytesOf("metadata")},
          ${bytesOf("output_first_name", "firstName")}, ${bytesOf("output_last_name", "lastName")},
          ${bytesOf("output_address", "address")}
        from verification_session where id = v.current_session_id`)} as "currentSession",
      ${oneOf(Prisma.sql`select ${declaredColumns} from declared_details where user_id = v.user_id
        order by version desc limit 1`)} as "newestDeclared",
      (select min(a.at) from verification since join audit_entry a
        on a.target_type = 'verification' and a.target_id = since.id::text and a.action = 'person.key_destroyed'
        where since.user_id = v.user_id and since.case_number >= v.case_number) as "keyDestroyedAt",
      (select count(*) from consent where verification_id = v.id)::int as "consentCount",
      ${allOf(Prisma.sql`select choice, version, locale, created_at as "createdAt" from consent
        where verification_id = v.id order by consent.created_at desc, id desc limit ${constant(shownConsents)}`)} as consents,
      ${allOf(Prisma.sql`select s.id, s.status, s.last_report_id as "lastReportId", ${allOf(reports)} as reports
        from verification_session s where s.verification_id = v.id order by s.created_at`)} as sessions,
      ${allOf(Prisma.sql`select id, type, created_at as "createdAt" from stripe_event
        where object_id in (select id from verification_session where verification_id = v.id)
        order by stripe_event.created_at desc limit ${constant(timelineLimit)}`)} as events,
      ${allOf(entries)} as entries
    from verification v join "user" u on u.id = v.user_id
    where v.id = ${id}::uuid`);
  return row ?? null;
}

const caseFacts = {
  id: true,
  referenceNumber: true,
  userId: true,
  currentSessionId: true,
  redactionRequestedAt: true,
  redactedAt: true,
  sessions: { select: { id: true, status: true, reports: { select: { createdAt: true } } } },
} satisfies Prisma.VerificationSelect;

/**
 * The case that an action is asked for, if its rule lets it. One that is not there is answered like one that the role may
 * not touch: never tell which.
 */
export async function caseFor<Why extends string>(
  id: string,
  rule: (facts: CaseFacts) => Answer<Why>,
): Promise<
  | { ok: true; row: Prisma.VerificationGetPayload<{ select: typeof caseFacts }> }
  | { ok: false; code: Why | "not_allowed" }
> {
  const row = await db.verification.findUnique({ where: { id }, select: caseFacts });
  if (!row) return { ok: false, code: "not_allowed" };
  const allowed = rule(row);
  return allowed.ok ? { ok: true, row } : { ok: false, code: allowed.why };
}
