import { failureCodes } from "../identity/failure-codes.ts";
import type { VerificationSessionRecord } from "../records.ts";
import { type Html, html } from "./html.ts";
import type { ClientErrorCode, LinkProblem, Messages } from "./messages.ts";

/** What every page needs to know. */
export type PageContext = { messages: Messages; business: string; modal: boolean };

/** The first page: who asks, for what, and whether the person agrees. */
export function consentPage(context: PageContext, session: VerificationSessionRecord): string {
  const { messages, business } = context;
  const document = session.options?.document;
  const steps = [
    session.type === "id_number" ? null : step(icons.document, messages.steps.document),
    document?.require_matching_selfie ? step(icons.selfie, messages.steps.selfie) : null,
    session.type === "id_number" || document?.require_id_number ? step(icons.number, messages.steps.idNumber) : null,
    step(icons.time, messages.steps.time),
  ].filter((item) => item !== null);
  return page(
    context,
    messages.consentTitle(business),
    html`
      <p class="lead">${messages.consentLead}</p>
      <ul class="steps">${steps}</ul>
      <p class="fine">${messages.consentText(business)}
        <a href="https://stripe.com/privacy" target="_blank" rel="noreferrer noopener">${messages.stripePrivacy}</a></p>
      <form method="post" class="stack">
        ${modalField(context)}
        <button class="primary" name="action" value="consent">${messages.accept}</button>
        <button class="quiet" name="action" value="decline">${messages.decline}</button>
      </form>`,
  );
}

/** The second page, in place of cameras: the outcomes of test mode. */
export function panelPage(context: PageContext, asyncDelaySeconds: number): string {
  const { messages } = context;
  const outcomes = [
    { action: "success", label: messages.success, hint: messages.successHint, tone: "good" },
    { action: "failure", label: messages.failure, hint: messages.failureHint, tone: "bad" },
    {
      action: "success_async",
      label: messages.successAsync,
      hint: messages.successAsyncHint(asyncDelaySeconds),
      tone: "good",
    },
    {
      action: "failure_async",
      label: messages.failureAsync,
      hint: messages.failureAsyncHint(asyncDelaySeconds),
      tone: "bad",
    },
  ];
  const buttons = outcomes.map(
    ({ action, label, hint, tone }) => html`
        <li>
          <button class="outcome ${tone}" name="action" value="${action}" aria-describedby="hint-${action}">${label}</button>
          <p class="hint" id="hint-${action}">${hint}</p>
        </li>`,
  );
  const groups = Object.entries(failureCodes).map(
    ([stage, codes]) =>
      html`<optgroup label="${messages.stages[toStage(stage)]}">${codes.map(
        (code) => html`<option value="${code}">${code} · ${messages.codes[code]}</option>`,
      )}</optgroup>`,
  );
  return page(
    context,
    messages.panelTitle,
    html`
      <p class="lead">${messages.panelLead}</p>
      <form method="post">
        ${modalField(context)}
        <ul class="outcomes">${buttons}
        </ul>
      </form>
      <form method="post" class="stack codes">
        ${modalField(context)}
        <label for="code">${messages.failWith}</label>
        <select id="code" name="code">${groups}</select>
        <button class="secondary" name="action" value="fail">${messages.failButton}</button>
      </form>`,
  );
}

/** How the modal's frame tells the script that opened it how it ended. */
export type ModalResult = { verificationSessionId: string } | { errorCode: ClientErrorCode };

/** The last page: without a return_url the person stays on it; in the modal it only reports. */
export function endPage(context: PageContext, submitted: boolean, result: ModalResult): string {
  const { messages, business } = context;
  return page(
    context,
    submitted ? messages.submittedTitle : messages.stoppedTitle,
    html`<p class="lead">${submitted ? messages.submittedText(business) : messages.stoppedText(business)}</p>`,
    result,
  );
}

/** What a person reads who opens a link that does not work, or no longer. */
export function problemPage(context: PageContext, problem: LinkProblem): string {
  const { title, text } = context.messages.linkProblems[problem];
  return page(context, title, html`<p class="lead">${text}</p>`);
}

function page(context: PageContext, title: string, content: Html, result?: ModalResult): string {
  const { messages, business, modal } = context;
  const errorCode = result && "errorCode" in result ? result.errorCode : null;
  return html`<!doctype html>
<html lang="${messages.locale}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex, nofollow">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="stylesheet" href="/assets/hosted.css">
  <link rel="icon" href="data:,">
  ${modal ? html`<script src="/assets/hosted.js" defer></script>` : null}
</head>
<body class="${modal ? "modal" : "full"}"
  data-session="${result && "verificationSessionId" in result ? result.verificationSessionId : ""}"
  data-error-code="${errorCode ?? ""}" data-error-message="${errorCode ? messages.clientErrors[errorCode] : ""}">
  <main>
    <header>
      <span class="brand" aria-hidden="true">${business.charAt(0)}</span>
      <span class="business">${business}</span>
      <span class="badge">${messages.testMode}</span>
    </header>
    <h1>${title}</h1>
    ${content}
  </main>
  <footer>${messages.footer}</footer>
</body>
</html>
`.markup;
}

const modalField = ({ modal }: PageContext) => (modal ? html`<input type="hidden" name="modal" value="1">` : null);

const step = (icon: Html, text: string) => html`<li>${icon}<span>${text}</span></li>`;

function toStage(text: string): keyof typeof failureCodes {
  // Keys of the very object whose keys this type names.
  return text as keyof typeof failureCodes;
}

const icon = (path: Html) =>
  html`<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

const icons = {
  document: icon(
    html`<rect x="3" y="5" width="18" height="14" rx="2.5"/><circle cx="8.5" cy="11" r="2"/><path d="M5.8 16c.6-1.6 4.8-1.6 5.4 0M14 10h4M14 14h4"/>`,
  ),
  selfie: icon(
    html`<path d="M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2M9 9.5v.5M15 9.5v.5M9 14.5c1.6 1.6 4.4 1.6 6 0"/>`,
  ),
  number: icon(html`<path d="M5 9h14M5 15h14M10 4 8 20M16 4l-2 16"/>`),
  time: icon(html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`),
};
