import type { Picture } from "../messages/messages.ts";
import type { DocumentType } from "../records/person.ts";
import type { VerificationSessionRecord } from "../records/verification-session.ts";
import { handoffLink } from "./handoff.ts";
import { type Html, html } from "./html.ts";
import { icons } from "./icons.ts";
import { addressOf, fieldsOf, type PageContext, page } from "./layout.ts";
import { allowedTypes, type Step, stepsOf } from "./steps.ts";

type Content = {
  title: string;
  lead: string;
  /** Stands within the form that leads on. Its fields have no names, so no browser sends them. */
  fields: Html;
  /** The button, if it is not to say "continue". */
  next?: string;
  /** What else a person may do here. */
  others?: Html[];
  /** Without a picture there is nothing to go on with; the script shows the button. */
  nextHidden?: boolean;
};

/**
 * One step as a person sees it. `documentType` is null on the first only. Pictures and answers never leave the browser:
 * only the step that follows and the kind of document are sent.
 */
export function stepPage(
  context: PageContext,
  session: VerificationSessionRecord,
  step: Step,
  documentType: DocumentType | null,
): string {
  const { messages, path } = context;
  const steps = stepsOf(session, documentType);
  const index = steps.indexOf(step);
  const following = steps[index + 1];
  const content = contentOf(context, session, step, documentType);
  const chosen = documentType && step !== "document_type" ? { type: documentType } : {};
  const back = addressOf(context, index > 0 ? { ...chosen, step: steps[index - 1] ?? step } : {});
  const progress = messages.preview.progress(index + 1, steps.length);
  const label = content.next ?? (following ? messages.preview.next : messages.preview.submit);
  return page(context, {
    title: content.title,
    here: { ...chosen, step },
    content: html`
      <p class="lead">${content.lead}</p>
      <div class="progress">
        <progress max="${steps.length}" value="${index + 1}" aria-labelledby="progress"></progress>
        <span id="progress">${progress}</span>
      </div>
      <form method="${following ? "get" : "post"}" action="${path}" class="stack" autocomplete="off">
        ${fieldsOf(context, { ...(following ? { step: following } : { action: "complete" }), ...chosen })}
        ${content.fields}
        <button class="primary" data-next${content.nextHidden ? html` hidden` : null}>${label}</button>
        <a class="button quiet" href="${back}">${messages.preview.back}</a>
      </form>
      ${otherOptions(context, content.others ?? [])}
      <p class="fine note">${messages.preview.note}</p>`,
  });
}

function contentOf(
  context: PageContext,
  session: VerificationSessionRecord,
  step: Step,
  documentType: DocumentType | null,
): Content {
  const { messages } = context;
  const { provided_details: details } = session;
  switch (step) {
    case "document_type":
      return documentTypeStep(context, session, documentType);
    case "document_front":
      return captureStep(
        context,
        session,
        documentType === "passport" ? "passport_front" : `${card(documentType)}_front`,
      );
    case "document_back":
      return captureStep(context, session, `${card(documentType)}_back`);
    case "selfie":
      return captureStep(context, session, "selfie");
    case "id_number":
      return idNumberStep(context, session);
    case "email":
      return {
        ...messages.email,
        fields: field("email", messages.email.label, html`type="email" autocomplete="email"`),
        next: messages.email.send,
      };
    case "phone":
      return {
        ...messages.phone,
        fields: field("phone", messages.phone.label, html`type="tel" autocomplete="tel" pattern="\\+?[0-9 \\-]{6,20}"`),
        next: messages.phone.send,
      };
    case "email_code":
      return codeStep(context, "email", details?.email ? maskEmail(details.email) : null);
    case "phone_code":
      return codeStep(context, "phone", details?.phone ? `••• ${details.phone.slice(-2)}` : null);
  }
}

function documentTypeStep(
  { messages }: PageContext,
  session: VerificationSessionRecord,
  chosen: DocumentType | null,
): Content {
  const { title, lead, names, sides } = messages.documentType;
  const types = allowedTypes(session);
  const choices = types.map(
    (type) => html`
          <label class="choice">
            <input type="radio" name="type" value="${type}" required${type === (chosen ?? types[0]) ? html` checked` : null}>
            ${type === "passport" ? icons.passport : type === "id_card" ? icons.document : icons.card}
            <span><strong>${names[type]}</strong><small>${sides[type]}</small></span>
          </label>`,
  );
  return {
    title,
    lead,
    fields: html`<fieldset class="choices"><legend class="unseen">${title}</legend>${choices}</fieldset>`,
  };
}

/** Without script a file is chosen, unless only a picture taken now will do; the script adds the camera. */
function captureStep(context: PageContext, session: VerificationSessionRecord, picture: Picture): Content {
  const { messages } = context;
  const { capture } = messages;
  const live = session.options?.document?.require_live_capture === true;
  const facing = picture === "selfie" ? "user" : "environment";
  const lead = picture === "selfie" ? capture.selfieLead : capture.documentLead;
  const upload = html`
        <div class="upload">
          <label for="picture">${capture.upload}</label>
          <input id="picture" type="file" accept="image/*" capture="${facing}" required>
        </div>`;
  return {
    title: capture.titles[picture],
    lead: live ? `${lead} ${capture.liveOnly}` : lead,
    nextHidden: live,
    fields: html`
        ${live ? html`<p class="status bad" data-without-camera>${capture.needsScript}</p>` : null}
        <div class="camera ${picture === "selfie" ? "face" : "document"}" hidden data-facing="${facing}"
          data-starting="${capture.starting}" data-live="${capture.live}" data-taken="${capture.taken}"
          data-refused="${capture.refused}" data-missing="${capture.missing}">
          <div class="view">
            <video playsinline muted hidden></video>
            <canvas role="img" aria-label="${capture.picture}" hidden></canvas>
            <span class="guide" aria-hidden="true">${picture === "selfie" ? icons.selfie : icons.document}</span>
          </div>
          <button type="button" class="primary" data-do="start">${capture.useCamera}</button>
          <button type="button" class="primary" data-do="take" hidden>${capture.take}</button>
          <button type="button" class="secondary" data-do="again" hidden>${capture.again}</button>
        </div>
        <p class="status" role="status" data-status></p>
        ${live ? null : upload}`,
    others: [failWith(context, "device_not_supported", capture.noCamera)],
  };
}

function idNumberStep({ messages }: PageContext, session: VerificationSessionRecord): Content {
  const { title, lead, firstName, lastName, dob, country, countries, number } = messages.idNumber;
  // A document says who the person is; without one the person does.
  const person =
    session.type === "id_number"
      ? html`
        ${field("first-name", firstName, html`autocomplete="given-name"`)}
        ${field("last-name", lastName, html`autocomplete="family-name"`)}
        ${field("dob", dob, html`type="date" autocomplete="bday"`)}`
      : null;
  const options = Object.entries(countries).map(([value, text]) => html`<option value="${value}">${text}</option>`);
  // The shortest is four digits, the longest a CPF with its dots and dash.
  return {
    title,
    lead,
    fields: html`${person}
        <div class="field"><label for="id-country">${country}</label><select id="id-country">${options}</select></div>
        ${field("id-number", number, html`autocomplete="off" minlength="4" maxlength="14"`)}`,
  };
}

function codeStep(context: PageContext, channel: "email" | "phone", target: string | null): Content {
  const { messages } = context;
  const { codeTitle, codeLead, declined } = messages[channel];
  return {
    title: codeTitle,
    lead: codeLead(target),
    fields: html`${field(
      "one-time-code",
      messages.code.label,
      html`inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" aria-describedby="code-hint"`,
    )}
        <p class="fine" id="code-hint">${messages.code.hint}</p>`,
    others: [failWith(context, `${channel}_verification_declined`, declined)],
  };
}

function otherOptions(context: PageContext, others: Html[]): Html | null {
  const link = handoffLink(context);
  if (others.length === 0) return link;
  return html`
      <details class="others">
        <summary>${context.messages.preview.otherOptions}</summary>
        ${link}
        ${others}
      </details>`;
}

/** Ends the attempt with a code. */
function failWith(context: PageContext, code: string, label: string): Html {
  return html`<form method="post" action="${context.path}">${fieldsOf(context, { action: "fail", code })}
          <button class="quiet">${label}</button></form>`;
}

/** A labelled field without a name. */
const field = (id: string, label: string, attributes: Html) =>
  html`<div class="field"><label for="${id}">${label}</label><input id="${id}" required ${attributes}></div>`;

/** Passports aside, every document is a card with two sides. */
const card = (type: DocumentType | null) => (type === "driving_license" ? "driving_license" : "id_card");

const maskEmail = (address: string) => address.replace(/^(.)[^@]*/, "$1•••");
