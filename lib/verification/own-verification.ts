import "server-only";
import type { PartsOfPerson } from "@/lib/auth/viewer-of-token";
import { constant, read } from "@/lib/db/lists";
import type { DataKeyRows } from "@/lib/pii/person";
import { consentVersion } from "@/lib/policy/requirements";
import { Prisma, type Verification } from "@/prisma/generated/client";
import type { ConsentChoice } from "@/prisma/generated/enums";

/** What the tables hold for one's own page. */
export type OwnRow = {
  /** The living key, if there is one. */
  dataKeys: DataKeyRows;
  /** The version in force. */
  declared: { id: string; details: Uint8Array } | null;
  /** The newest one. */
  verification: OwnVerification | null;
};

type OwnVerification = Pick<
  Verification,
  | "id"
  | "status"
  | "referenceNumber"
  | "failureCode"
  | "attempts"
  | "maxAttempts"
  | "closedAt"
  | "startedAt"
  | "submittedAt"
  | "verifiedAt"
  | "redactionRequestedAt"
  | "redactedAt"
> & {
  currentSession: { changedAt: Date } | null;
  /** The newest answer to the consent text in force. */
  consent: ConsentChoice | null;
  /** The checks that its last report says are verified; null where it is not. */
  verifiedKinds: string[] | null;
};

/** What a statement with `ownParts` answers. */
export type OwnLine =
  // The statement takes each part whole or not at all: its id says which.
  ({ keyRowId: string; keyId: string; wrappedKey: Uint8Array } | { keyRowId: null }) &
    ({ declaredId: string; details: Uint8Array } | { declaredId: null }) &
    ((Omit<OwnVerification, "currentSession"> & { changedAt: Date | null }) | { id: null });

/** All of it for a statement about one person, as the applicant's page is asked for most often. */
export const ownParts = (): PartsOfPerson => ({
  columns: [
    Prisma.sql`
    k.id as "keyRowId", k.key_id as "keyId", k.wrapped_key as "wrappedKey", d.id as "declaredId", d.details,
    v.id, v.status, v.case_number as "referenceNumber", v.failure_code as "failureCode", v.attempts,
    v.max_attempts as "maxAttempts", v.closed_at as "closedAt", v.started_at as "startedAt", v.submitted_at as "submittedAt",
    v.verified_at as "verifiedAt", v.redaction_requested_at as "redactionRequestedAt", v.redacted_at as "redactedAt",
    s.changed_at as "changedAt", c.choice as consent, case when v.status = 'verified' then array(
      select kind from verification_check where report_id = s.last_report_id and status = 'verified') end as "verifiedKinds"`,
  ],
  joins: Prisma.sql`
    left join lateral (select * from data_key where user_id = u.id and destroyed_at is null limit 1) k on true
    left join lateral (select * from declared_details where user_id = u.id order by version desc limit 1) d on true
    left join lateral (select * from verification where user_id = u.id order by case_number desc limit 1) v on true
    left join verification_session s on s.id = v.current_session_id
    left join lateral (select choice from consent where verification_id = v.id
      and version = ${constant(consentVersion())} order by created_at desc, id desc limit 1) c on true`,
});

/** The same by the person's id, where it is known already who asks. */
export async function readOwnRow(userId: string): Promise<OwnRow> {
  const { columns, joins } = ownParts();
  const [line] = await read<OwnLine>(
    Prisma.sql`select ${Prisma.join([...columns])} from "user" u ${joins} where u.id = ${userId}::uuid`,
  );
  if (!line) throw new Error("a viewer has no row");
  return toOwnRow(line);
}

/** What such a statement says. */
export function toOwnRow(line: OwnLine): OwnRow {
  return {
    dataKeys: line.keyRowId === null ? [] : [{ ...line, id: line.keyRowId }],
    declared: line.declaredId === null ? null : { ...line, id: line.declaredId },
    verification:
      line.id === null
        ? null
        : { ...line, currentSession: line.changedAt === null ? null : { changedAt: line.changedAt } },
  };
}
