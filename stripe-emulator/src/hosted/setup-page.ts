import type { AskedEntry } from "../accounts/onboarding/answers.ts";
import { languages } from "../messages/languages.ts";
import { setupMessages as messages } from "../messages/setup.ts";
import { type Html, html } from "./html.ts";
import { icons } from "./icons.ts";
import { type PageContext, page } from "./layout.ts";

/** What a page of an account link needs to know. */
export type SetupContext = { path: string; business: string };

/** How the form looks now: what was typed and refused stays in its fields. */
type Form = {
  asked: readonly AskedEntry[];
  saved: boolean;
  refusal: string | null;
  typed: ReadonlyMap<string, string>;
};

const contextOf = ({ path, business }: SetupContext): PageContext => ({
  path,
  locale: "en",
  messages: languages.en.messages,
  localeChosen: false,
  business,
  privacyPolicyUrl: null,
  modal: false,
  handedOver: false,
});

/** What is due, to be filled as a whole or entry by entry. */
export function setupPage(context: SetupContext, { asked, saved, refusal, typed }: Form): string {
  const { business } = context;
  const fields = asked.map(({ entry, reason }, index) => field(entry, reason, index, typed.get(entry) ?? ""));
  return page(contextOf(context), {
    title: messages.title(business),
    here: null,
    content: html`
      ${refusal && html`<p class="notice" role="alert">${messages.refused(refusal)}</p>`}
      <p class="lead">${asked.length === 0 ? messages.nothingDue : saved ? messages.saved : messages.lead}</p>
      <form method="post" action="${context.path}" class="stack">
        ${asked.length > 0 ? fillButton(asked.length) : null}
        <button class="${asked.length > 0 ? "quiet" : "primary"}" name="action" value="leave">${messages.leave(business)}</button>
      </form>
      ${asked.length > 0 ? fieldForm(context, fields) : null}`,
  });
}

const fillButton = (count: number) => html`
        <button class="primary" name="action" value="fill" aria-describedby="hint-fill">${messages.fill}</button>
        <p class="hint" id="hint-fill">${messages.fillHint} ${messages.due(count)}.</p>`;

const fieldForm = ({ path }: SetupContext, fields: readonly Html[]) => html`
      <form method="post" action="${path}" class="stack part">
        <h2>${messages.fields}</h2>
        ${fields}
        <button class="secondary" name="action" value="send">${messages.send}</button>
      </form>`;

function field(entry: string, reason: string | null, index: number, value: string): Html {
  const why = reason ?? (entry.startsWith("interv_") ? messages.review : null);
  const described = why === null ? null : html` aria-describedby="why-${index}"`;
  return html`
        <div class="field">
          <label for="entry-${index}"><code>${entry}</code></label>
          <input id="entry-${index}" name="entry:${entry}" value="${value}" autocomplete="off"${described}>
          ${why && html`<p class="hint" id="why-${index}">${why}</p>`}
        </div>`;
}

/** The last page where there is no return_url, and what is said of a link that leads nowhere. */
export function setupEndPage(context: SetupContext, end: "done" | "over" | "unknown"): string {
  const { title, text } = messages[end];
  return page(contextOf(context), {
    title,
    here: null,
    sign: html`<p class="end ${end === "done" ? "good" : "neutral"}">${end === "done" ? icons.done : icons.stopped}</p>`,
    content: html`<p class="lead">${text}</p>`,
  });
}
