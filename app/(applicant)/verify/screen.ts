import { type ClientErrorCode, clientErrorCodes, type FailureCode, failureCodes } from "@/lib/stripe/failure-codes";
import type { MyVerification, StartRefusal, WriteDownResult } from "@/lib/verification/schema";

/** Why an attempt did not end well: as Stripe's API or as Stripe.js in the browser calls it. */
export type EndCode = FailureCode | ClientErrorCode;

/** The one thing that /verify shows. */
export type Screen =
  | { kind: "prepare" | "consent" | "details" | "resume" | "checking" | "used_up" }
  | { kind: "verified" | "in_review" | "declined" | "closed" | "being_deleted" }
  | { kind: "failure"; code: EndCode };

/** Why a press changed nothing. */
export type Refusal = StartRefusal | Extract<WriteDownResult, { ok: false }>["code"] | "invalid_input";

/** What the address may ask for. Nothing of it is believed: it chooses among what the status allows. */
export type VerifyQuery = {
  step: "consent" | "details" | null;
  /** How the modal ended, as the browser saw it. */
  ended: EndCode | null;
  refused: Refusal | null;
};

const endCodes: readonly EndCode[] = [...clientErrorCodes, ...failureCodes];

const refusals: Record<Refusal, true> = {
  invalid_input: true,
  consent_missing: true,
  too_many_changes: true,
  already_verified: true,
  in_review: true,
  being_checked: true,
  attempts_used_up: true,
  being_deleted: true,
  too_many_starts: true,
  closed: true,
  stripe_unavailable: true,
  stripe_busy: true,
  stripe_refused: true,
};

const isRefusal = (text: string): text is Refusal => Object.hasOwn(refusals, text);

/** What Next hands to a page. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** Reads the address; a word that is not known counts as not said, an unknown end as `unknown`. */
export function readVerifyQuery(params: Awaited<SearchParams>): VerifyQuery {
  const { step, ended, refused } = params;
  return {
    step: step === "consent" || step === "details" ? step : null,
    ended: typeof ended === "string" ? (endCodes.find((code) => code === ended) ?? "unknown") : null,
    refused: typeof refused === "string" && isRefusal(refused) ? refused : null,
  };
}

/**
 * Whether something was submitted since the check was last opened, on whichever device: then how the modal of this browser ended is
 * no news.
 */
const isSubmittedSince = ({ startedAt, submittedAt }: MyVerification): boolean =>
  startedAt !== null && submittedAt !== null && Date.parse(submittedAt) > Date.parse(startedAt);

/** What to show for a status. The true status always wins over what the address asks for. */
export function chooseScreen(mine: MyVerification, { step, ended }: Omit<VerifyQuery, "refused">): Screen {
  switch (mine.status) {
    case "checking":
    case "verified":
    case "in_review":
    case "declined":
      return { kind: mine.status };
    case "closed":
      if (mine.beingDeleted) return { kind: "being_deleted" };
      return mine.failureCode === "under_supported_age"
        ? { kind: "failure", code: mine.failureCode }
        : { kind: "closed" };
    case "not_started":
    case "in_progress":
    case "action_needed":
      break;
  }
  if (step === "details") return { kind: "details" };
  if (mine.attempts.used >= mine.attempts.max) return { kind: "used_up" };
  if (step === "consent" && mine.nextStep === "retry") return { kind: "consent" };
  if (ended && !isSubmittedSince(mine)) return { kind: "failure", code: ended };
  if (mine.consent === "without_face_check") return { kind: "failure", code: "consent_declined" };
  if (mine.status === "action_needed") return { kind: "failure", code: mine.failureCode ?? "unknown" };
  return { kind: mine.status === "in_progress" ? "resume" : "prepare" };
}

/** Whether what a refusal says of the verification is so now; what became of a press alone stays as it was. */
function isStillSo(refused: Refusal, { status, nextStep }: MyVerification): boolean {
  switch (refused) {
    case "already_verified":
      return status === "verified";
    case "in_review":
      return status === "in_review";
    // That something was sent may not have come here yet.
    case "being_checked":
      return status === "checking" || status === "in_progress";
    case "closed":
      return status === "closed" || status === "declined";
    case "attempts_used_up":
      return nextStep !== "retry";
    default:
      return true;
  }
}

/** The refusal to tell of beside the screen: its address stays while the page follows what is true. */
export const chooseRefusal = (mine: MyVerification, { refused }: Pick<VerifyQuery, "refused">): Refusal | null =>
  refused !== null && isStillSo(refused, mine) ? refused : null;

/**
 * Where somebody goes on who has said where their document is from: back to the page; or, where that is what was in the way and its
 * screen has no start, to the consent, which has one.
 */
export function afterDetails(mine: MyVerification): "/verify" | "/verify?step=consent" {
  const screen = chooseScreen(mine, { step: null, ended: null });
  const wasInTheWay = screen.kind === "failure" && screen.code === "country_not_supported";
  return wasInTheWay ? "/verify?step=consent" : "/verify";
}
