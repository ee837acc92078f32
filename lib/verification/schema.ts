import { z } from "zod";
import type { AuditAction, RevealReason } from "@/lib/audit/actions";
import type { CappedCount } from "@/lib/capped-count";
import { addressDay, addressText, searchText } from "@/lib/http/address";
import type { SensitiveRefusal, SensitiveResults } from "@/lib/stripe/sensitive";
import type { CaseRefusal, caseActions, RevealRefusal } from "@/lib/verification/rules";

/** Stripe API, VerificationSession.last_error.code as of 2026-10-28.endive: the 19 known codes. Stripe may add more. */
export const failureCodes = [
  "abandoned",
  "consent_declined",
  "country_not_supported",
  "device_not_supported",
  "document_expired",
  "document_type_not_supported",
  "document_unverified_other",
  "email_unverified_other",
  "email_verification_declined",
  "id_number_insufficient_document_data",
  "id_number_mismatch",
  "id_number_unverified_other",
  "phone_unverified_other",
  "phone_verification_declined",
  "selfie_document_missing_photo",
  "selfie_face_mismatch",
  "selfie_manipulated",
  "selfie_unverified_other",
  "under_supported_age",
] as const;

/** One of Stripe's codes, or `unknown` for one that Stripe added after this was written. */
export type FailureCode = (typeof failureCodes)[number] | "unknown";

/** What `stripe.verifyIdentity` may answer in the browser; names differ from `last_error.code` (Stripe docs, js/identity/modal). */
export const clientErrorCodes = [
  "consent_declined",
  "device_unsupported",
  "under_supported_age",
  "phone_otp_declined",
  "email_verification_declined",
  "session_cancelled",
] as const;

/** A code of Stripe.js, or `unknown` for any other. */
export type ClientErrorCode = (typeof clientErrorCodes)[number] | "unknown";

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

/** Stripe API, options.document.allowed_types. */
export const documentTypes = ["passport", "id_card", "driving_license"] as const;

/** A kind of document that Stripe can check. */
export type DocumentType = (typeof documentTypes)[number];

/** The blocks of a VerificationReport. */
export const checkKinds = ["document", "selfie", "id_number", "email", "phone"] as const;

/** One block of a VerificationReport. */
export type CheckKind = (typeof checkKinds)[number];

/** What a document was, as far as it has a name here: `unknown` is a kind that Stripe added after this was written. */
export type ReadDocumentType = DocumentType | "unknown";

/** The wording of consent that is shown now; the text is in the message files under `consent.v2`. */
export const consentVersion = 2;

/** What the start button sends. `door`: the modal on our page, or Stripe's hosted page. */
export const startVerificationInput = z.object({ door: z.enum(["modal", "hosted"]) });

/** Why a verification cannot be started now. */
export type StartRefusal =
  | "invalid_input"
  | "consent_missing"
  | "too_many_changes"
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
  | { ok: true; door: "modal"; clientSecret: string; url: string }
  | { ok: true; door: "hosted"; url: string }
  | { ok: false; code: StartRefusal };

/** The person's way on after a failure: try at Stripe again, or only the way by people, or nothing. */
export type WayOn = "retry" | "other_way" | "none";

/** What a person told us about themselves; null where they told nothing. */
export type DeclaredDetails = {
  /** Where the document is from, ISO 3166-1 alpha-2. */
  documentCountry: string | null;
  firstName: string | null;
  lastName: string | null;
};

/** The answer to an applicant who writes something down. */
export type WriteDownResult =
  | { ok: true }
  | { ok: false; code: "invalid_input" | "too_many_changes" | "being_deleted" };

/** One's own verification, as its page shows it. Times are ISO 8601, UTC. */
export type MyVerification = {
  status: DerivedStatus;
  /** Closed because its data are being deleted; a new one may begin when that is done. */
  beingDeleted: boolean;
  /** `NW-20418`; null before it began. */
  caseNumber: string | null;
  failureCode: FailureCode | null;
  wayOn: WayOn;
  attempts: { used: number; max: number };
  /** Which documents the policy allows. */
  allowedDocuments: readonly DocumentType[];
  declared: DeclaredDetails;
  email: string;
  /** The choice recorded for the current consent text. */
  consent: "agreed" | "without_face_check" | null;
  submittedAt: string | null;
  verifiedAt: string | null;
  /** Changes with whatever Stripe says; what `checkMyStatus` answers is compared with it. */
  version: string;
};

/**
 * Why nothing was searched. `whole_only`: the role searches by whole addresses and references. `too_many`: it has searched
 * by address too often in the last hour. `sent_here`: another site sent the person here, whose limit it would use up.
 */
export type SearchRefusal = "too_long" | "whole_only" | "too_many" | "sent_here";

/** Filters of the queue as they stand in the address; unknown or malformed ones are dropped. */
export const queueFilter = z.object({
  status: z.enum(derivedStatuses).optional().catch(undefined),
  code: z
    .enum([...failureCodes, "unknown"])
    .optional()
    .catch(undefined),
  /** A document's country as it is stored. */
  country: z
    .string()
    .regex(/^([A-Z]{1,3}|unknown)$/)
    .optional()
    .catch(undefined),
  /** Why a person must look. */
  review: z.enum(reviewReasons).optional().catch(undefined),
  document: z.enum(documentTypes).optional().catch(undefined),
  /** Calendar days, UTC, both included. */
  from: addressDay.optional().catch(undefined),
  to: addressDay.optional().catch(undefined),
  /** An e-mail address or its beginning, a reference (`NW-20418`), a `vs_…`, `vr_…` or our own id; see `searchText`. */
  q: searchText,
  /** Opaque cursors of keyset paging. */
  after: addressText.optional().catch(undefined),
  before: addressText.optional().catch(undefined),
});

/** What the queue is filtered by. */
export type QueueFilter = z.infer<typeof queueFilter>;

/** A line of the queue. Names are null where the viewer may not see them or none are known. */
export type QueueRow = {
  id: string;
  caseNumber: string;
  name: { kind: "known"; text: string; source: "document" | "declared" } | { kind: "masked" } | { kind: "none" };
  email: { kind: "known"; text: string } | { kind: "masked" };
  status: DerivedStatus;
  stripeStatus: StripeStatus | null;
  failureCode: FailureCode | null;
  documentType: ReadDocumentType | null;
  documentCountry: string | null;
  attempts: { used: number; max: number };
  /** Set exactly while the status is `in_review`. */
  reviewReason: ReviewReason | null;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601; when the status last changed. */
  statusChangedAt: string;
};

/** One page of the queue, newest first. */
export type QueuePage = {
  rows: QueueRow[];
  /** Of everything that fits the filter. */
  total: CappedCount;
  /** Per status with the other filters kept. */
  byStatus: Record<DerivedStatus, CappedCount>;
  newerCursor: string | null;
  olderCursor: string | null;
  /** Set when nothing was searched, and nothing is shown. */
  searchRefusal: SearchRefusal | null;
};

/** One check of an attempt. `reason` is a sentence of Stripe's, in English. */
type CheckResult = {
  kind: CheckKind | "unknown";
  /** Its name in Stripe's report. */
  rawKind: string;
  /** `unknown`: Stripe gave a result that has no name here. */
  status: "verified" | "unverified" | "unknown";
  code: FailureCode | null;
  rawCode: string | null;
  reason: string | null;
};

/** An attempt: one VerificationReport. */
export type Attempt = {
  verificationReportId: string;
  verificationSessionId: string;
  number: number;
  createdAt: string;
  documentType: ReadDocumentType | null;
  documentCountry: string | null;
  checks: CheckResult[];
};

/** How a declared value relates to what Stripe read. `similar`: another spelling of the same name (lib/verification/spelling.ts). */
export type Comparison = "same" | "similar" | "differs" | "not_compared";

/** A field of the compare table; null where nothing is known. */
export type ComparedField = {
  field: "first_name" | "last_name" | "document_country" | "email" | "address" | "city" | "address_country";
  declared: string | null;
  verified: string | null;
  comparison: Comparison;
};

/** A line of the timeline, newest first. */
export type TimelineEntry =
  | { source: "stripe"; at: string; eventType: string; stripeEventId: string }
  | { source: "applicant"; at: string; what: "opened" }
  | {
      source: "applicant";
      at: string;
      what: "consent_agreed" | "consent_without_face_check";
      consentVersion: number;
      locale: string;
    }
  | {
      source: "staff";
      at: string;
      action: AuditAction;
      actor: string;
      subject: string | null;
      reason: RevealReason | null;
    }
  | { source: "system"; at: string; action: AuditAction; subject: string | null };

/** How far redaction has come. Times are ISO 8601. */
export type RedactionProgress = {
  requestedAt: string;
  /** When Stripe had redacted every session, and what was of it here was erased. */
  redactedAt: string | null;
  /** When the person's key was destroyed. Null also after that where it is kept: for a verification begun since. */
  keyDestroyedAt: string | null;
} | null;

/** A case as its page shows it. */
export type CaseDetail = {
  id: string;
  caseNumber: string;
  name: QueueRow["name"];
  email: QueueRow["email"];
  status: DerivedStatus;
  stripeStatus: StripeStatus | null;
  failureCode: FailureCode | null;
  /** As Stripe wrote it, when we do not know it. */
  rawFailureCode: string | null;
  /** Set exactly while the status is `in_review`. */
  reviewReason: ReviewReason | null;
  attemptsUsed: number;
  attemptsMax: number;
  createdAt: string;
  submittedAt: string | null;
  verifiedAt: string | null;
  syncedAt: string | null;
  session: {
    id: string;
    type: string;
    clientReferenceId: string | null;
    verificationFlow: string | null;
    metadata: Record<string, string> | null;
  } | null;
  earlierSessionIds: string[];
  attempts: Attempt[];
  fields: ComparedField[];
  /** The viewer may not see personal data: fields carry none. */
  masked: boolean;
  /** When the person last changed their declared details after the submission that `fields` are of; null: not since. ISO 8601. */
  declaredChangedAt: string | null;
  /** The newest of them. */
  consents: { choice: "agreed" | "without_face_check"; version: number; locale: string; at: string }[];
  /** How many older ones there are. */
  consentsMore: number;
  timeline: TimelineEntry[];
  /** What this viewer may do with it now, and why not. */
  actions: ReturnType<typeof caseActions>;
  /** Until when the restricted key may read sensitive results of the current session; null when none was submitted. ISO 8601. */
  evidenceUntil: string | null;
  redaction: RedactionProgress;
};

/** Why Stripe gave no evidence, or no picture. */
type EvidenceRefusal = SensitiveRefusal;

/** What a permitted person sees for a moment. Held in no place of ours. Null: Stripe gave none. */
export type Evidence = Omit<SensitiveResults, "files"> & {
  /** Links that work for at most 30 seconds, the browser loads them itself; or why there is none. */
  images: ({ kind: "front" | "back" | "selfie" } & ({ url: string } | { refusal: EvidenceRefusal }))[];
  /** ISO 8601. */
  expiresAt: string;
};

/** The answer to a request for evidence. */
export type EvidenceResult =
  | { ok: true; evidence: Evidence }
  | {
      ok: false;
      /** `too_many`: this person has opened evidence too often within a minute or a day. */
      code: RevealRefusal | "invalid_input" | "too_many" | EvidenceRefusal;
    };

/** The answer to a staff action on a case. `too_often`: read from Stripe; `too_many`: done what nobody can undo. */
export type CaseActionResult =
  | { ok: true }
  | {
      ok: false;
      code:
        | CaseRefusal
        | "too_often"
        | "too_many"
        | "not_confirmed"
        | "stripe_unavailable"
        | "stripe_refused"
        | "invalid_input";
    };
