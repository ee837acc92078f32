import { z } from "zod";
import { countryCodes } from "@/i18n/countries";
import { toE164 } from "@/lib/phone";
import type { DocumentType } from "@/lib/stripe/document-types";
import type { FailureCode } from "@/lib/stripe/failure-codes";

/** What people are told; never a bare Stripe status. */
export const derivedStatuses = [
  "not_started",
  "in_progress",
  "checking",
  "action_needed",
  "in_review",
  "verified",
  "declined",
  "closed",
] as const;

/** One of the eight statuses that people see. */
export type DerivedStatus = (typeof derivedStatuses)[number];

/**
 * Why a person must look. `user_mismatch`: a session names this verification and another person. `fraud_signal`: a code of
 * fraud in any attempt. `unproven_reference`: Stripe verified a session whose only link to the person is a
 * client_reference_id, which whoever opens a flow's static link may choose. `attempts_exceeded`: Stripe verified what was
 * submitted after the limit. `unknown_status`: Stripe gave the session a status that it added after this was written.
 */
export const reviewReasons = [
  "user_mismatch",
  "fraud_signal",
  "unproven_reference",
  "attempts_exceeded",
  "unknown_status",
] as const;

/** One of them. */
export type ReviewReason = (typeof reviewReasons)[number];

/** Stripe API, VerificationSession.status; `unknown` for one that Stripe added after this was written. */
export const stripeStatuses = ["requires_input", "processing", "verified", "canceled", "unknown"] as const;

/** Stripe's status, verbatim, or `unknown`. */
export type StripeStatus = (typeof stripeStatuses)[number];

/** In what our row of a VerificationSession is held against Stripe's word, the most telling first. */
export const driftFields = ["status", "lastErrorCode", "reports", "redaction"] as const;

/** One of them. */
export type DriftField = (typeof driftFields)[number];

/** What one side says of them. */
export type DriftSide = {
  status: StripeStatus;
  lastErrorCode: string | null;
  /** How many there are. */
  reports: number;
  redaction: string | null;
};

/** The blocks of a VerificationReport. */
export const checkKinds = ["document", "selfie", "id_number", "email", "phone"] as const;

/** One block of a VerificationReport. */
export type CheckKind = (typeof checkKinds)[number];

/** What a document was, as far as it has a name here: `unknown` is a kind that Stripe added after this was written. */
export type ReadDocumentType = DocumentType | "unknown";

/** What the start button sends. `entry`: the modal on our page, or Stripe's hosted page. */
export const startVerificationInput = z.object({ entry: z.enum(["modal", "hosted"]) });

/** Why a verification cannot be started now. */
export type StartRefusal =
  | "consent_missing"
  | "already_verified"
  | "in_review"
  | "being_checked"
  | "attempts_used_up"
  | "too_many_starts"
  | "being_deleted"
  | "closed"
  | "stripe_unavailable"
  | "stripe_busy"
  | "stripe_refused";

/** The answer to the start button. Secret (24 h) and URL (48 h) work once and are handed on, never stored. */
export type StartResult =
  | { ok: true; entry: "modal"; clientSecret: string; url: string }
  | { ok: true; entry: "hosted"; url: string }
  | { ok: false; code: StartRefusal };

/** The person's next step after a failure: another attempt at Stripe, or only manual review, or nothing. */
export type NextStep = "retry" | "manual_review" | "none";

/** What a person declared about themselves; null where they declared nothing. */
export type DeclaredDetails = {
  /** Where the document is from, ISO 3166-1 alpha-2. */
  documentCountry: string | null;
  firstName: string | null;
  lastName: string | null;
  /** In E.164; asked only where a flow of Stripe's Dashboard may check it. */
  phone: string | null;
};

/** What the form of details sends; empty text, or no field, means "not declared". */
export const declareDetailsInput = z.object({
  country: z.string().refine((code) => countryCodes.includes(code)),
  firstName: z.string().trim().max(100),
  lastName: z.string().trim().max(100),
  phone: z
    .string()
    .trim()
    // A longer one is not read as a number: NFKC of a whole form's accents takes a second.
    .max(40, { abort: true })
    .default("")
    .refine((text) => text === "" || toE164(text) !== null)
    .transform(toE164),
});

/** The answer to an applicant who writes something down. */
export type WriteDownResult = { ok: true } | { ok: false; code: "too_many_changes" | "being_deleted" };

/** One's own verification, as its page shows it. Times are ISO 8601, UTC. */
export type MyVerification = {
  status: DerivedStatus;
  /** Closed because its data are being deleted; a new one may begin when that is done. */
  beingDeleted: boolean;
  /** `NW-20418`; null before it began. */
  reference: string | null;
  failureCode: FailureCode | null;
  nextStep: NextStep;
  attempts: { used: number; max: number };
  /** Which documents the policy allows. */
  allowedDocuments: readonly DocumentType[];
  declared: DeclaredDetails;
  email: string;
  /** The choice recorded for the current consent text. */
  consent: "agreed" | "without_face_check" | null;
  /** When the check was last opened. */
  startedAt: string | null;
  submittedAt: string | null;
  verifiedAt: string | null;
  /** What the checks verified that count for it, whatever is asked for now; empty where it is not verified, or no report says. */
  verifiedKinds: CheckKind[];
  /** Changes with whatever Stripe says; what `checkMyStatus` answers is compared with it. */
  version: string;
};
