import { type Locale, languages } from "../messages/languages.ts";
import type { ClientErrorCode, Messages } from "../messages/messages.ts";
import { type Html, html } from "./html.ts";

/** What every page needs to know. */
export type PageContext = {
  /** `/start/<token>`: every form and link of the page leads there. */
  path: string;
  locale: Locale;
  messages: Messages;
  /** The person chose the language, so links carry it. */
  localeChosen: boolean;
  business: string;
  privacyPolicyUrl: string | null;
  /** Within the frame that the browser script opened. */
  modal: boolean;
  /** On the phone a computer handed over to. */
  handedOver: boolean;
};

/** How the modal's frame tells the script that opened it how it ended. */
export type ModalResult = { verificationSessionId: string } | { errorCode: ClientErrorCode };

type Page = {
  title: string;
  /** Above the title. */
  sign?: Html;
  content: Html;
  result?: ModalResult;
  /** Parameters under which GET shows this page again in another language; null if nothing does. */
  here: Record<string, string> | null;
};

/** The address of a page of this link, carrying on what the person is in: modal, phone, chosen language. */
export function addressOf(context: PageContext, parameters: Record<string, string> = {}, path = context.path): string {
  const query = new URLSearchParams({ ...carried(context), ...parameters }).toString();
  return query ? `${path}?${query}` : path;
}

/** The same for a form. */
export function fieldsOf(context: PageContext, parameters: Record<string, string> = {}): Html {
  const fields = Object.entries({ ...carried(context), ...parameters });
  return html`${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

function carried({ modal, handedOver, localeChosen, locale }: PageContext): Record<string, string> {
  return { ...(modal && { modal: "1" }), ...(handedOver && { phone: "1" }), ...(localeChosen && { locale }) };
}

/** A whole page around its content. */
export function page(context: PageContext, { title, sign, content, result, here }: Page): string {
  const { messages, business, modal, locale } = context;
  const errorCode = result && "errorCode" in result ? result.errorCode : null;
  // In a frame of another origin a browser refuses autofocus, and the script does it.
  const autofocus = modal ? null : html` autofocus`;
  return html`<!doctype html>
<html lang="${locale}" dir="${languages[locale].direction}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex, nofollow">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="stylesheet" href="/assets/hosted.css">
  <link rel="stylesheet" href="/assets/brand.css">
  <link rel="icon" href="data:,">
  <script src="/assets/hosted.js" type="module"></script>
</head>
<body class="${modal ? "modal" : "full"}"
  data-session="${result && "verificationSessionId" in result ? result.verificationSessionId : ""}"
  data-error-code="${errorCode ?? ""}" data-error-message="${errorCode ? messages.clientErrors[errorCode] : ""}">
  <main>
    <header>
      <span class="brand" aria-hidden="true">${[...business][0] ?? ""}</span>
      <span class="business">${business}</span>
      <span class="badge">${messages.testMode}</span>
    </header>
    ${sign ?? null}
    <h1 tabindex="-1"${autofocus}>${title}</h1>
    ${content}
  </main>
  <footer>
    ${here && languageSwitch(context, here)}
    <p>${messages.footer}</p>
  </footer>
</body>
</html>
`.markup;
}

function languageSwitch(context: PageContext, here: Record<string, string>): Html {
  const links = Object.entries(languages).map(([locale, { name }]) =>
    locale === context.locale
      ? html`<li><span aria-current="true">${name}</span></li>`
      : html`<li><a href="${addressOf(context, { ...here, locale })}" lang="${locale}" hreflang="${locale}">${name}</a></li>`,
  );
  return html`<nav aria-label="${context.messages.languages}"><ul class="languages">${links}</ul></nav>`;
}
