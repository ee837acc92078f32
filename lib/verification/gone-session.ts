import "server-only";
import type { Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import type { StripeSession } from "@/lib/stripe/session-shape";
import { Prisma } from "@/prisma/generated/client";

type GoneRow = Pick<
  StripeSession,
  "createdAt" | "type" | "status" | "lastErrorCode" | "lastErrorReason" | "lastReportId" | "verificationFlow"
> & {
  /** Whether Stripe could have deleted it. */
  isTest: boolean;
};

/** What a row of `verification_session` and one of `person_session` say, each as the same columns. */
const ofUser = Prisma.sql`
  select s.created_at as "createdAt", s.type, s.status::text, s.last_error_code as "lastErrorCode",
    s.last_error_reason as "lastErrorReason", s.last_report_id as "lastReportId",
    s.verification_flow as "verificationFlow", not s.livemode as "isTest"
  from verification_session s join verification v on v.id = s.verification_id
  where (s.redaction_status is not null or v.redaction_requested_at is not null)`;
const ofInvited = Prisma.sql`
  select coalesce(s.created_at, s.started_at), 'document', coalesce(s.status::text, 'unknown'), s.last_error_code, null, null, null,
    not exists (select from verification_session where livemode)
  from person_session s where s.redaction_requested_at is not null`;

/**
 * A session of which Stripe has nothing more under our key, as one that it has redacted: where a redaction of it was asked for,
 * which else could never end. Null where none was, or nothing of it is known here: then nothing follows from it.
 *
 * Test mode alone: Stripe deletes test data when somebody asks for it in the Dashboard, and no live session ever. A live one that is
 * not found is another account's or mode's, and what was photographed is still there: to be redacted with the key that made it.
 */
export async function goneAsRedacted(tx: Tx, id: string): Promise<StripeSession | null> {
  const [row] = await tx.$queryRaw<
    GoneRow[]
  >`${ofUser} and s.id = ${id} union all ${ofInvited} and s.session_id = ${id}`;
  if (!row) return null;
  const { isTest, ...known } = row;
  if (env().stripe.livemode || !isTest) {
    log.error("our key finds no VerificationSession that Stripe is to redact", { verificationSessionId: id });
    return null;
  }
  log.warn("a VerificationSession that was to be redacted is gone at Stripe", { verificationSessionId: id });
  return {
    ...known,
    id,
    livemode: false,
    // As Stripe ends an open one that it redacts.
    status: known.status === "verified" ? "verified" : "canceled",
    clientReferenceId: null,
    metadata: {},
    claims: { userId: null, verificationId: null, accountId: null, personSessionId: null },
    relatedPerson: null,
    redactionStatus: "redacted",
    verifiedOutputs: null,
  };
}
