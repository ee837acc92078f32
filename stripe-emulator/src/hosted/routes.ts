import type { Emulator } from "../emulator.ts";
import { platformAccount } from "../http/keys.ts";
import type { Answer } from "../http/reply.ts";
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
import { submit } from "../identity/submission.ts";
import { createFromFlow } from "../identity/verification-sessions.ts";
import type { VerificationSessionRecord } from "../records.ts";
import { type ClientErrorCode, type LinkProblem, messagesFor } from "./messages.ts";
import { consentPage, endPage, type ModalResult, type PageContext, panelPage, problemPage } from "./pages.ts";

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
 * `/start/test_<token>`: consent, then the test panel. A link is used up once something was chosen: an outcome, or to
 * decline. Opening it, reloading it and agreeing do not use it up.
 */
export function answerStart(emulator: Emulator, request: PageRequest): Answer {
  const modal = request.query.get("modal") === "1" || request.form.get("modal") === "1";
  const context: PageContext = {
    messages: messagesFor(request.acceptLanguage),
    business: emulator.options.businessName,
    modal,
  };
  const token = findToken(emulator, request.path.replace(/^\/start\/(test_)?/, ""));
  const session = token && emulator.objects.get("verification_session", platformAccount, token.verificationSessionId);
  const problem = token && session ? problemOf(token, session, modal) : "unknown";
  if (!token || !session || problem) {
    return htmlAnswer(problem === "unknown" ? 404 : 410, problemPage(context, problem ?? "unknown"), context, null);
  }
  const chosen = request.method === "POST" ? request.form.get("action") : null;
  if (chosen === "consent") {
    markConsented(emulator, token.token);
    return redirect(`${request.path}${modal ? "?modal=1" : ""}`);
  }
  const attempt = chosen ? attemptOf(chosen, request.form.get("code"), emulator.options.asyncDelaySeconds) : null;
  if (!attempt) {
    const markup = token.consented
      ? panelPage(context, emulator.options.asyncDelaySeconds)
      : consentPage(context, session);
    return htmlAnswer(200, markup, context, session.internal.returnUrl);
  }
  emulator.database.transaction(() => submit(emulator, session, { ...attempt, outputs: {} }));
  if (!modal && session.internal.returnUrl) return redirect(session.internal.returnUrl);

  const submitted = stageOf(attempt.outcome) !== "before_submission";
  return htmlAnswer(200, endPage(context, submitted, modalResult(attempt.outcome, session.id)), context, null);
}

/** `/start-flow/<token>?client_reference_id=…&prefilled_email=…`: a flow's static link makes a session and goes there. */
export function answerStaticLink(emulator: Emulator, request: PageRequest): Answer {
  const flow = findFlowByToken(emulator, request.path.slice("/start-flow/".length));
  if (!flow) {
    const context = {
      messages: messagesFor(request.acceptLanguage),
      business: emulator.options.businessName,
      modal: false,
    };
    return htmlAnswer(404, problemPage(context, "unknown"), context, null);
  }
  const token = emulator.database.transaction(() => {
    const session = createFromFlow(emulator, flow, {
      clientReferenceId: request.query.get("client_reference_id"),
      email: request.query.get("prefilled_email"),
    });
    return currentToken(emulator, session.id);
  });
  return redirect(`${request.origin}/start/test_${token}`);
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
  code: string | null,
  asyncDelaySeconds: number,
): { outcome: Outcome; delaySeconds: number } | null {
  if (action === "success") return { outcome: "verified", delaySeconds: 0 };
  if (action === "failure") return { outcome: "document_unverified_other", delaySeconds: 0 };
  if (action === "success_async") return { outcome: "verified", delaySeconds: asyncDelaySeconds };
  if (action === "failure_async") return { outcome: "document_unverified_other", delaySeconds: asyncDelaySeconds };
  if (action === "decline") return { outcome: "consent_declined", delaySeconds: 0 };
  const outcome = action === "fail" ? toOutcome(code) : null;
  return outcome && { outcome, delaySeconds: 0 };
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

function redirect(location: string): Answer {
  return { status: 303, headers: { location, ...pageHeaders }, body: "" };
}

const pageHeaders = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
};

function htmlAnswer(status: number, body: string, { modal }: PageContext, returnUrl: string | null): Answer {
  // Browsers apply form-action to where the answer redirects, too.
  const returnOrigin = returnUrl && !modal ? ` ${new URL(returnUrl).origin}` : "";
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    `form-action 'self'${returnOrigin}`,
    `frame-ancestors ${modal ? "*" : "'none'"}`,
  ].join("; ");
  return {
    status,
    headers: { ...pageHeaders, "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    body,
  };
}
