import { type Answer, json } from "../http/reply.ts";
import { type Outcome, stageOf, toOutcome } from "../identity/failure-codes.ts";
import { findFlowByToken } from "../identity/flows.ts";
import {
  clientSecretLifetimeMs,
  currentToken,
  findToken,
  isSubmittable,
  markConsented,
  type StartToken,
  urlLifetimeMs,
} from "../identity/start-tokens.ts";
import { type Submission, type SubmissionContext, submit } from "../identity/submission.ts";
import { createFromFlow } from "../identity/verification-sessions.ts";
import { languages, preferredLocale, toLocale } from "../messages/languages.ts";
import type { ClientErrorCode, LinkProblem } from "../messages/messages.ts";
import type { VerificationSessionRecord } from "../records/verification-session.ts";
import type { Owned } from "../store/objects.ts";
import { htmlAnswer, pageHeaders, redirect } from "./answer.ts";
import { handoffPage } from "./handoff.ts";
import { addressOf, type ModalResult, type PageContext } from "./layout.ts";
import { consentPage, endPage, panelPage, problemPage } from "./pages.ts";
import { stepPage } from "./preview.ts";
import { stepsOf, toDocumentType } from "./steps.ts";

/** What the page needs. */
type HostedContext = SubmissionContext & {
  options: { businessName: string; privacyPolicyUrl: string | null; asyncDelaySeconds: number };
};

/** A request for a page a person looks at. `form` holds what a form sent. */
export type PageRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  acceptLanguage: string | undefined;
  origin: string;
};

/**
 * `/start/test_<token>`: consent, then the test panel, or the steps a person would see. A link is used up once something
 * was submitted, or declined. Opening it, reloading it, agreeing, walking through the steps and handing over to a phone
 * do not use it up. `…/status` and `…/continue` are for the computer that waits for a phone.
 */
export function answerStart(hosted: HostedContext, request: PageRequest): Answer {
  const [, , name = "", action = ""] = request.path.split("/");
  const context = contextOf(hosted, request, `/start/${name}`);
  const token = findToken(hosted, name.replace(/^test_/, ""));
  const found = token && hosted.objects.find("verification_session", token.verificationSessionId);
  if (!token || !found || !["", "status", "continue"].includes(action)) {
    return htmlAnswer(404, problemPage(context, "unknown"), { framed: context.modal });
  }
  const { record: session } = found;
  const problem = problemOf(token, session, context.modal);
  if (action === "status") return { ...json(200, { settled: problem !== null }, pageHeaders) };
  if (action === "continue") return answerContinue(context, session, problem);
  if (problem) return htmlAnswer(410, problemPage(context, problem), { framed: context.modal });
  return request.method === "POST"
    ? answerPost(hosted, context, token, found, request.form)
    : answerGet(hosted, context, token, session, request);
}

/** `/start-flow/<token>?client_reference_id=…&prefilled_email=…`: a flow's static link makes a session and goes there. */
export function answerStaticLink(hosted: HostedContext, request: PageRequest): Answer {
  const flow = findFlowByToken(hosted, request.path.slice("/start-flow/".length));
  if (!flow) {
    const context = contextOf(hosted, request, request.path);
    return htmlAnswer(404, problemPage(context, "unknown"), { framed: context.modal });
  }
  const token = hosted.database.transaction(() => {
    const session = createFromFlow(hosted, flow, {
      clientReferenceId: request.query.get("client_reference_id"),
      email: request.query.get("prefilled_email"),
    });
    return currentToken(hosted, session.id);
  });
  const path = `/start/test_${token}`;
  return redirect(request.origin + addressOf(contextOf(hosted, request, path)));
}

function contextOf({ options }: HostedContext, request: PageRequest, path: string): PageContext {
  const given = request.method === "POST" ? request.form : request.query;
  const chosen = toLocale(given.get("locale"));
  const locale = chosen ?? preferredLocale(request.acceptLanguage);
  const { businessName, privacyPolicyUrl } = options;
  return {
    path,
    locale,
    messages: languages[locale].messages,
    localeChosen: chosen !== null,
    business: businessName,
    privacyPolicyUrl,
    modal: given.get("modal") === "1",
    handedOver: given.get("phone") === "1",
  };
}

function answerGet(
  { options }: HostedContext,
  context: PageContext,
  token: StartToken,
  session: VerificationSessionRecord,
  { query, origin }: PageRequest,
): Answer {
  const { returnUrl } = session.internal;
  const show = (markup: string) =>
    htmlAnswer(200, markup, { framed: context.modal, destinations: context.modal ? [] : [returnUrl] });
  const wanted = query.get("step");
  if (wanted === "handoff") return show(handoffPage(context, origin));
  if (!token.consented) return show(consentPage(context, session));
  if (!wanted) return show(panelPage(context, options.asyncDelaySeconds));

  const documentType = toDocumentType(session, query.get("type"));
  const steps = stepsOf(session, documentType);
  const step = steps.find((known) => known === wanted);
  const first = steps[0];
  if (first && (!step || (first === "document_type" && step !== first && !documentType))) {
    return redirect(addressOf(context, { step: first }));
  }
  return step ? show(stepPage(context, session, step, documentType)) : redirect(addressOf(context));
}

function answerPost(
  hosted: HostedContext,
  context: PageContext,
  token: StartToken,
  found: Owned<VerificationSessionRecord>,
  form: URLSearchParams,
): Answer {
  const { record: session } = found;
  const action = form.get("action") ?? "";
  if (action === "consent") {
    markConsented(hosted, token.token);
    return redirect(addressOf(context));
  }
  if (action === "preview") return redirect(addressOf(context, { step: stepsOf(session, null)[0] ?? "document_type" }));
  const attempt = attemptOf(action, form, session, hosted.options.asyncDelaySeconds);
  if (!attempt) return redirect(addressOf(context));

  hosted.database.transaction(() => submit(hosted, found, attempt));
  return endAnswer(context, session, attempt.outcome);
}

/** Whoever waited goes on as if it had happened here; who asks too early waits on. */
function answerContinue(context: PageContext, session: VerificationSessionRecord, problem: LinkProblem | null): Answer {
  if (!problem) return redirect(addressOf(context, { step: "handoff" }));
  if (problem === "canceled" || problem === "redacted" || problem === "expired") {
    return htmlAnswer(410, problemPage(context, problem), { framed: context.modal });
  }
  return endAnswer(context, session, toOutcome(session.last_error?.code) ?? "verified");
}

function endAnswer(context: PageContext, session: VerificationSessionRecord, outcome: Outcome): Answer {
  const { returnUrl } = session.internal;
  if (returnUrl && !context.modal && !context.handedOver) return redirect(returnUrl);

  const submitted = stageOf(outcome) !== "before_submission";
  return htmlAnswer(200, endPage(context, submitted, modalResult(outcome, session.id)), { framed: context.modal });
}

function problemOf(token: StartToken, session: VerificationSessionRecord, modal: boolean): LinkProblem | null {
  if (session.redaction) return "redacted";
  if (session.status === "canceled" || session.status === "processing" || session.status === "verified") {
    return session.status;
  }
  if (token.used || !isSubmittable(session)) return "used";
  return token.ageMs >= (modal ? clientSecretLifetimeMs : urlLifetimeMs) ? "expired" : null;
}

function attemptOf(
  action: string,
  form: URLSearchParams,
  session: VerificationSessionRecord,
  asyncDelaySeconds: number,
): Submission | null {
  const attempt = (outcome: Outcome, delaySeconds = 0): Submission => ({ outcome, delaySeconds, outputs: {} });
  switch (action) {
    case "success":
      return attempt("verified");
    case "failure":
      return attempt("document_unverified_other");
    case "success_async":
      return attempt("verified", asyncDelaySeconds);
    case "failure_async":
      return attempt("document_unverified_other", asyncDelaySeconds);
    case "decline":
      return attempt("consent_declined");
    case "fail": {
      const outcome = toOutcome(form.get("code"));
      return outcome && attempt(outcome);
    }
    case "complete": {
      // All steps were walked through. As with real people it takes a while, and the document is of the kind they chose.
      const type = toDocumentType(session, form.get("type"));
      return { ...attempt("verified", asyncDelaySeconds), outputs: type ? { document: { type } } : {} };
    }
    default:
      return null;
  }
}

/** Stripe.js, verifyIdentity: its codes are not those of last_error; every other outcome counts as submitted. */
const clientErrors: Partial<Record<Outcome, ClientErrorCode>> = {
  consent_declined: "consent_declined",
  device_not_supported: "device_unsupported",
  under_supported_age: "under_supported_age",
  country_not_supported: "country_not_supported",
  abandoned: "session_cancelled",
  phone_verification_declined: "phone_otp_declined",
  email_verification_declined: "email_verification_declined",
};

function modalResult(outcome: Outcome, verificationSessionId: string): ModalResult {
  const errorCode = clientErrors[outcome];
  return errorCode ? { errorCode } : { verificationSessionId };
}
