import { z } from "zod";
import type { AuditAction, RevealReason } from "@/lib/audit/actions";
import type { CappedCount } from "@/lib/capped-count";
import type { CaseRefusal, caseActions, RevealRefusal } from "@/lib/cases/rules";
import { addressDay, addressText, searchText } from "@/lib/http/address";
import { documentTypes } from "@/lib/stripe/document-types";
import { type FailureCode, failureCodes } from "@/lib/stripe/failure-codes";
import type { SensitiveRefusal, SensitiveResults } from "@/lib/stripe/sensitive";
import {
  type CheckKind,
  type DerivedStatus,
  derivedStatuses,
  type ReadDocumentType,
  type ReviewReason,
  reviewReasons,
  type StripeStatus,
} from "@/lib/verification/schema";
import type { Role } from "@/prisma/generated/enums";

/**
 * Why nothing was searched. `whole_only`: the role searches by whole addresses and references. `too_many`: it has searched
 * by address too often in the last hour. `sent_here`: another site sent the person here, whose limit it would use up. `too_wide`: more
 * than `peopleFound` have an address that begins so.
 */
export type SearchRefusal = "too_long" | "too_wide" | "whole_only" | "too_many" | "sent_here";

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

/** The names of these filters, made once. */
export const queueFilterNames = queueFilter.keyof().options;

/** What the queue is filtered by. */
export type QueueFilter = z.infer<typeof queueFilter>;

/** A line of the queue. A name is `unreadable` where what is kept of the person cannot be decrypted. */
export type QueueRow = {
  id: string;
  reference: string;
  name:
    | { kind: "known"; text: string; source: "document" | "declared" }
    | { kind: "masked" }
    | { kind: "none" }
    | { kind: "unreadable" };
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

/** How a declared value relates to what Stripe read. `similar`: another spelling of the same name (lib/cases/spelling.ts). */
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
      actor: Role;
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
  reference: string;
  name: QueueRow["name"];
  email: QueueRow["email"];
  status: DerivedStatus;
  stripeStatus: StripeStatus | null;
  failureCode: FailureCode | null;
  /** As Stripe wrote it, when we do not know it. */
  rawFailureCode: string | null;
  /** The number of the newest attempt that ended with this code; null: none did, as of some codes Stripe makes no report. */
  attemptOfFailure: number | null;
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
  /** What is kept of the person cannot be decrypted here: name, fields and metadata are as if there were none. */
  unreadable: boolean;
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
      code: RevealRefusal | "too_many" | EvidenceRefusal;
    };

/**
 * The answer to a staff action on a case. `too_often`: read from Stripe; `too_many`: done what nobody can undo; `unreadable`: what
 * Stripe answered could not be sealed, because what is kept of the person cannot be decrypted; `gone`: our key finds no
 * such session at Stripe.
 */
export type CaseActionResult =
  | { ok: true }
  | {
      ok: false;
      code:
        | CaseRefusal
        | "too_often"
        | "too_many"
        | "not_confirmed"
        | "unreadable"
        | "gone"
        | "stripe_unavailable"
        | "stripe_refused";
    };
