/** A mail as it was caught; `createdAt` is ISO 8601 in UTC. */
export type CaughtMail = {
  id: string;
  /** The header of this name; empty: none. */
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  createdAt: string;
};

/** Every caught mail, newest first; the page looks again every five seconds. */
export function listPage(mails: CaughtMail[]): string {
  const rows = mails.map(
    (mail) => `<li><a href="/messages/${mail.id}">
      <span class="subject">${escaped(mail.subject) || "(no subject)"}</span>
      <span class="to">${escaped(mail.to.join(", "))}</span>
      ${time(mail.createdAt)}
    </a></li>`,
  );
  const list =
    rows.length > 0 ? `<ol>${rows.join("")}</ol>` : `<p class="none">Nothing yet. Mail appears here by itself.</p>`;
  return page("Caught mail", `<h1>Caught mail</h1>${list}`, `<meta http-equiv="refresh" content="5">`);
}

/** One mail: its text with links that work, then its HTML in a frame that can do nothing. */
export function detailPage(mail: CaughtMail): string {
  return page(
    mail.subject || "(no subject)",
    `<p><a href="/">All mail</a></p>
    <h1>${escaped(mail.subject) || "(no subject)"}</h1>
    <dl>
      <dt>To</dt><dd>${escaped(mail.to.join(", "))}</dd>
      <dt>From</dt><dd>${escaped(mail.from)}</dd>
      <dt>Caught</dt><dd>${time(mail.createdAt)}</dd>
    </dl>
    <pre>${withLinks(mail.text.trimEnd())}</pre>
    ${mail.html ? `<h2>As HTML</h2><iframe src="/messages/${mail.id}/html" title="The mail as HTML"></iframe>` : ""}`,
  );
}

/** The HTML of a mail as a document of its own, for the frame; `mail.html` is passed on as it came. */
export function htmlPart(mail: CaughtMail): string {
  return `<!doctype html><base target="_top">${mail.html}`;
}

/** For an address that is none, or a mail that was forgotten. */
export function notFoundPage(): string {
  return page("Not here", `<h1>Not here</h1><p>Perhaps the mail was forgotten. <a href="/">All mail</a></p>`);
}

function page(title: string, body: string, head = ""): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
${head}
<style>${style}</style>
</head>
<body><main>${body}</main></body>
</html>`;
}

function time(createdAt: string): string {
  return `<time datetime="${createdAt}">${createdAt.slice(0, 10)} ${createdAt.slice(11, 19)} UTC</time>`;
}

function withLinks(text: string): string {
  // Split keeps what the group matched at the odd places.
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((piece, index) => (index % 2 === 1 ? `<a href="${escaped(piece)}">${escaped(piece)}</a>` : escaped(piece)))
    .join("");
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}

const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f6f4, #16171a);
  --sheet: light-dark(#fff, #1f2125);
  --ink: light-dark(#1d1f23, #ececea);
  --quiet: light-dark(#5d6169, #a3a7ae);
  --line: light-dark(#e2e2de, #34373d);
  --link: light-dark(#1d4fc4, #8db1ff);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin-inline: auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
a { color: var(--link); overflow-wrap: anywhere; }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
ol { list-style: none; margin: 0; padding: 0; background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }
li + li { border-block-start: 1px solid var(--line); }
li a { display: flex; flex-wrap: wrap; gap: .125rem 1rem; padding: .75rem 1rem; color: inherit; text-decoration: none; }
li a:hover { background: var(--ground); }
li a:focus-visible { outline-offset: -2px; }
.subject { font-weight: 600; flex-basis: 100%; }
.to { flex: 1 1 14rem; }
.to, time, dt, .none { color: var(--quiet); }
time { font-variant-numeric: tabular-nums; font-size: .875rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 1.25rem; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; padding: 1rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
iframe { inline-size: 100%; block-size: 32rem; border: 1px solid var(--line); border-radius: .75rem; background: #fff; }
`;
