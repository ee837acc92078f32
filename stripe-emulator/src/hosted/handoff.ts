import { encode } from "uqr";
import { type Html, html } from "./html.ts";
import { icons } from "./icons.ts";
import { addressOf, type PageContext, page } from "./layout.ts";

/** Leads from a computer to the page with the QR code; nothing on the phone itself. Hidden where the screen is touched. */
export function handoffLink(context: PageContext): Html | null {
  if (context.handedOver) return null;
  return html`<p class="handoff-link"><a class="button quiet with-icon" href="${addressOf(context, { step: "handoff" })}">${icons.phone}${context.messages.handoff.link}</a></p>`;
}

/**
 * The link as a QR code, and a page that waits until it was used up elsewhere: by its script, or by the button.
 * `origin` is where this browser reached the emulator, so where the phone will look for it.
 */
export function handoffPage(context: PageContext, origin: string): string {
  const { handoff } = context.messages;
  const parameters = { phone: "1", ...(context.localeChosen && { locale: context.locale }) };
  const address = `${origin}${context.path}?${new URLSearchParams(parameters)}`;
  const goOn = addressOf(context, {}, `${context.path}/continue`);
  return page(context, {
    title: handoff.title,
    here: { step: "handoff" },
    content: html`
      <p class="lead">${handoff.lead}</p>
      <figure class="handoff">
        ${qrCode(address, handoff.scan)}
        <figcaption>${handoff.scan}</figcaption>
      </figure>
      ${isLoopback(origin) ? html`<p class="fine">${handoff.loopback}</p>` : null}
      <p class="fine"><a class="with-icon" href="${address}" target="_blank" rel="noopener">${icons.link}${handoff.openLink}</a></p>
      <p class="status waiting" role="status" data-status data-poll="${context.path}/status" data-next="${goOn}"
        data-done="${handoff.done}">${handoff.waiting}</p>
      <div class="stack">
        <a class="button secondary" href="${goOn}">${handoff.finished}</a>
        <a class="button quiet" href="${addressOf(context)}">${handoff.stay}</a>
      </div>`,
  });
}

function isLoopback(origin: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(origin).hostname);
}

/** Dark modules as one path; the page's style gives the colours, always dark on light. */
function qrCode(text: string, label: string): Html {
  const { data, size } = encode(text, { ecc: "M", border: 3 });
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path d="${squares.join("")}"/></svg>`;
}
