import "server-only";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { block, country, idOf, text, time, unknown, word, wordPattern } from "@/lib/stripe/readers";
import { uuid } from "@/lib/uuid";

/*
 * How VerificationSessions and their reports are narrowed: no answer that is a session stops a sync (readers.ts).
 */

const address = { line1: text, line2: text, city: text, state: text, postal_code: text, country: text };

/** Stripe's address, verbatim. */
type StripeAddress = z.infer<z.ZodObject<typeof address>>;

const checkError = block({ code: word, reason: text });
const check = z.object({ status: z.enum(["verified", "unverified", unknown]).catch(unknown), error: checkError });

const report = z.object({
  id: idOf("vr_"),
  created: time,
  type: word,
  verification_session: z.unknown().optional(),
  document: block({ type: word, issuing_country: country }),
});

/** Whoever opens a flow's static link may write an id of ours in capitals: it is the same id, and is compared as text. */
const reference = text.transform((id) => (id !== null && uuid.test(id) ? id.toLowerCase() : id));

const session = z.object({
  id: z.string().startsWith("vs_"),
  created: time,
  livemode: z.boolean().catch(() => env().stripe.livemode),
  type: word,
  status: z.enum(["requires_input", "processing", "verified", "canceled", unknown]).catch(unknown),
  client_reference_id: reference,
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
  last_error: checkError,
  verification_flow: word,
  related_person: block({ account: idOf("acct_"), person: idOf("person_") }),
  redaction: block({ status: word }),
  last_verification_report: idOf("vr_"),
  verified_outputs: block({ first_name: text, last_name: text, address: block(address) }),
});

/** The keys we put into `metadata`; anything else there is somebody else's. */
const ownMetadata = z.object({
  user_id: z.uuid().optional().catch(undefined),
  verification_id: z.uuid().optional().catch(undefined),
  account_id: z.uuid().optional().catch(undefined),
  person_session_id: z.uuid().optional().catch(undefined),
});

/** One check of an attempt, as far as we keep it. */
type ReportCheck = {
  /** The name of its block in Stripe's report: one of `checkKinds`, or what Stripe added after this was written. */
  kind: string;
  status: "verified" | "unverified" | "unknown";
  errorCode: string | null;
  errorReason: string | null;
};

/** A VerificationReport, narrowed. Types, codes and countries are as Stripe wrote them, or `unknown`. */
export type StripeReport = {
  id: string;
  createdAt: Date;
  type: string;
  documentType: string | null;
  /** ISO 3166-1 alpha-2, or what a document prints instead: `UNO`, `XXB`, `RKS` (ICAO 9303 part 3, section 5). */
  documentCountry: string | null;
  checks: ReportCheck[];
};

/** A person of a connected account (`acct_…`, `person_…`). A verified session of theirs is Stripe's proof of that person too. */
export type RelatedPerson = { account: string; person: string };

/** A VerificationSession, narrowed. Types and codes are as Stripe wrote them, or `unknown`. Holds neither client_secret nor url. */
export type StripeSession = {
  id: string;
  createdAt: Date;
  livemode: boolean;
  type: string;
  status: "requires_input" | "processing" | "verified" | "canceled" | "unknown";
  clientReferenceId: string | null;
  metadata: Record<string, string>;
  /**
   * Who our own code said this is for: one of our users, or a person of one of our accounts who is none, and for which row of theirs
   * it was made.
   */
  claims: {
    userId: string | null;
    verificationId: string | null;
    accountId: string | null;
    personSessionId: string | null;
  };
  lastErrorCode: string | null;
  lastErrorReason: string | null;
  lastReportId: string | null;
  verificationFlow: string | null;
  /** A person of a connected account whom it proves as well. */
  relatedPerson: RelatedPerson | null;
  redactionStatus: string | null;
  /** Only when verified; Stripe gives none before. */
  verifiedOutputs: { firstName: string | null; lastName: string | null; address: StripeAddress | null } | null;
};

const knownChecks = ["document", "selfie", "id_number", "email", "phone"];

const blocks = z.record(z.string(), z.unknown());

/** The checks of a report. What Stripe adds to them is told from its other blocks by having both a status and an error. */
function readChecks(answer: unknown): ReportCheck[] {
  return Object.entries(blocks.parse(answer)).flatMap(([kind, value]) => {
    const given = blocks.safeParse(value).data;
    if (!given || !wordPattern.test(kind)) return [];
    if (!knownChecks.includes(kind) && !("status" in given && "error" in given)) return [];
    const { status, error } = check.parse(given);
    return [{ kind, status, errorCode: error?.code ?? null, errorReason: error?.reason ?? null }];
  });
}

/** Narrows a list of reports. One that has no id of Stripe's, or is another session's, cannot be kept and is left out. */
export function toReports(answers: unknown[], verificationSessionId: string): StripeReport[] {
  const reports = answers.flatMap((answer) => {
    const raw = report.safeParse(answer).data;
    if (!raw?.id || (raw.verification_session ?? verificationSessionId) !== verificationSessionId) {
      log.error("a VerificationReport of Stripe's cannot be kept", { verificationSessionId });
      return [];
    }
    return [
      {
        id: raw.id,
        createdAt: raw.created,
        type: raw.type ?? unknown,
        documentType: raw.document?.type ?? null,
        documentCountry: raw.document?.issuing_country ?? null,
        checks: readChecks(answer),
      },
    ];
  });
  return [...new Map(reports.map((each) => [each.id, each])).values()];
}

const toRelatedPerson = (raw: z.infer<typeof session>["related_person"]): RelatedPerson | null =>
  raw?.account && raw.person ? { account: raw.account, person: raw.person } : null;

/** Narrows a session; throws `stripe_unexpected` when the answer is not a VerificationSession, or another than `id`. */
export function toSession(answer: unknown, id: string): StripeSession {
  const raw = session.safeParse(answer).data;
  if (raw?.id !== id) throw new AppError("stripe_unexpected", "Stripe answered with something else than the session");
  const metadata = Object.fromEntries(
    Object.entries(raw.metadata ?? {}).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const own = ownMetadata.parse(metadata);
  return {
    id,
    createdAt: raw.created,
    livemode: raw.livemode,
    type: raw.type ?? unknown,
    status: raw.status,
    clientReferenceId: raw.client_reference_id,
    metadata,
    claims: {
      userId: own.user_id ?? null,
      verificationId: own.verification_id ?? null,
      accountId: own.account_id ?? null,
      personSessionId: own.person_session_id ?? null,
    },
    lastErrorCode: raw.last_error?.code ?? null,
    lastErrorReason: raw.last_error?.reason ?? null,
    lastReportId: raw.last_verification_report,
    verificationFlow: raw.verification_flow,
    relatedPerson: toRelatedPerson(raw.related_person),
    redactionStatus: raw.redaction ? (raw.redaction.status ?? unknown) : null,
    verifiedOutputs: raw.verified_outputs
      ? {
          firstName: raw.verified_outputs.first_name,
          lastName: raw.verified_outputs.last_name,
          address: raw.verified_outputs.address ?? null,
        }
      : null,
  };
}
