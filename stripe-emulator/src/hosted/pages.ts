import { failureCodes } from "../identity/failure-codes.ts";
import type { LinkProblem } from "../messages/messages.ts";
import type { VerificationSessionRecord } from "../records/verification-session.ts";
import { handoffLink } from "./handoff.ts";
import { type Html, html } from "./html.ts";
import { icons } from "./icons.ts";
import { fieldsOf, type ModalResult, type PageContext, page } from "./layout.ts";
import { stepsOf } from "./steps.ts";

/** The first page: who asks, for what, and whether the person agrees. */
export function consentPage(context: PageContext, session: VerificationSessionRecord): string {
  const { messages, business, privacyPolicyUrl } = context;
  const steps = stepsOf(session, null);
  const needs = [
    steps.includes("document_front") ? need(icons.document, messages.steps.document) : null,
    steps.includes("selfie") ? need(icons.selfie, messages.steps.selfie) : null,
    steps.includes("id_number") ? need(icons.number, messages.steps.idNumber) : null,
    steps.includes("email_code") ? need(icons.email, messages.steps.email) : null,
    steps.includes("phone_code") ? need(icons.phone, messages.steps.phone) : null,
    need(icons.time, messages.steps.time),
  ].filter((item) => item !== null);
  return page(context, {
    title: messages.consentTitle(business),
    here: {},
    content: html`
      <p class="lead">${messages.consentLead}</p>
      <ul class="needs">${needs}</ul>
      <p class="fine">${messages.consentText(business)}</p>
      <ul class="fine policies">
        <li>${policyLink("https://stripe.com/privacy", messages.stripePrivacy)}</li>
        ${privacyPolicyUrl && html`<li>${policyLink(privacyPolicyUrl, messages.businessPrivacy(business))}</li>`}
      </ul>
      <form method="post" action="${context.path}" class="stack">
        ${fieldsOf(context)}
        <button class="primary" name="action" value="consent">${messages.accept}</button>
        <button class="quiet" name="action" value="decline">${messages.decline}</button>
      </form>
      ${handoffLink(context)}`,
  });
}

/** The second page, in place of cameras: the outcomes of test mode, and the way to the steps a person would see. */
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
  return page(context, {
    title: messages.panelTitle,
    here: {},
    content: html`
      <p class="lead">${messages.panelLead}</p>
      <form method="post" action="${context.path}">
        ${fieldsOf(context)}
        <ul class="outcomes">${buttons}
        </ul>
      </form>
      <form method="post" action="${context.path}" class="stack part">
        ${fieldsOf(context)}
        <label for="code">${messages.failWith}</label>
        <select id="code" name="code">${groups}</select>
        <button class="secondary" name="action" value="fail">${messages.failButton}</button>
      </form>
      <form method="post" action="${context.path}" class="stack part">
        ${fieldsOf(context)}
        <button class="secondary with-icon" name="action" value="preview" aria-describedby="hint-preview">${icons.eye}${messages.previewButton}</button>
        <p class="hint" id="hint-preview">${messages.previewHint}</p>
      </form>
      ${handoffLink(context)}`,
  });
}

/** The last page: without a return_url the person stays on it; in the modal it only reports. */
export function endPage(context: PageContext, submitted: boolean, result: ModalResult): string {
  const { messages, business, handedOver } = context;
  const text = submitted ? messages.submittedText(business) : messages.stoppedText(business);
  return page(context, {
    title: submitted ? messages.submittedTitle : messages.stoppedTitle,
    here: null,
    result,
    sign: html`<p class="end ${submitted ? "good" : "neutral"}">${submitted ? icons.done : icons.stopped}</p>`,
    content: html`<p class="lead">${handedOver ? messages.handoff.goBack : text}</p>`,
  });
}

/** What a person reads who opens a link that does not work, or no longer. */
export function problemPage(context: PageContext, problem: LinkProblem): string {
  const { title, text } = context.messages.linkProblems[problem];
  return page(context, {
    title,
    here: {},
    sign: html`<p class="end neutral">${icons.stopped}</p>`,
    content: html`<p class="lead">${text}</p>`,
  });
}

const need = (icon: Html, text: string) => html`<li>${icon}<span>${text}</span></li>`;

const policyLink = (address: string, text: string) =>
  html`<a href="${address}" target="_blank" rel="noreferrer noopener">${text}</a>`;

function toStage(text: string): keyof typeof failureCodes {
  // Keys of the very object whose keys this type names.
  return text as keyof typeof failureCodes;
}
