import { type Html, html } from "./html.ts";

const icon = (drawing: Html) =>
  html`<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawing}</svg>`;

/** Drawings beside words; they say nothing of their own. */
export const icons = {
  document: icon(
    html`<rect x="3" y="5" width="18" height="14" rx="2.5"/><circle cx="8.5" cy="11" r="2"/><path d="M5.8 16c.6-1.6 4.8-1.6 5.4 0M14 10h4M14 14h4"/>`,
  ),
  passport: icon(
    html`<rect x="5" y="3" width="14" height="18" rx="2.5"/><circle cx="12" cy="10" r="3"/><path d="M9 17h6"/>`,
  ),
  card: icon(html`<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3 9.5h18M7 14.5h4"/>`),
  selfie: icon(
    html`<path d="M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2M9 9.5v.5M15 9.5v.5M9 14.5c1.6 1.6 4.4 1.6 6 0"/>`,
  ),
  number: icon(html`<path d="M5 9h14M5 15h14M10 4 8 20M16 4l-2 16"/>`),
  email: icon(html`<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="m4 7.5 8 6 8-6"/>`),
  phone: icon(html`<rect x="7" y="2.5" width="10" height="19" rx="2.5"/><path d="M11 18h2"/>`),
  time: icon(html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`),
  eye: icon(
    html`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="3"/>`,
  ),
  done: icon(html`<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.8L16 9.5"/>`),
  stopped: icon(html`<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.3v.1"/>`),
  link: icon(html`<path d="M14 5h5v5M19 5l-8 8M10 6H7a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-3"/>`),
};
