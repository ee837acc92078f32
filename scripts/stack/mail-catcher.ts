import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { domainToASCII } from "node:url";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { type CaughtMail, detailPage, htmlPart, listPage, notFoundPage } from "./mail-page.ts";

/** How many mails are remembered; older ones are forgotten. */
const CAPACITY = 1_000;
const LARGEST_MAIL_BYTES = 5_000_000;

/** Newest first. In memory: caught mail is for looking at now, and links in it soon expire. */
const mails: CaughtMail[] = [];

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  size: LARGEST_MAIL_BYTES,
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      if (stream.sizeExceeded) return done(new Error("The mail is too large."));
      const to = session.envelope.rcptTo.map(({ address }) => asSent(address));
      keep(Buffer.concat(chunks), to).then(() => done(), done);
    });
  },
});

/** An address as it was sent: smtp-server makes the domain of an internationalised one readable. */
function asSent(address: string): string {
  const [name, domain] = [address.slice(0, address.lastIndexOf("@")), address.slice(address.lastIndexOf("@") + 1)];
  return `${name}@${domainToASCII(domain)}`;
}

async function keep(raw: Buffer, to: string[]): Promise<void> {
  const { subject, text, html, from, messageId } = await PostalMime.parse(raw);
  mails.unshift({
    id: randomUUID(),
    messageId: messageId ?? "",
    from: from?.address ?? "",
    to,
    subject: subject ?? "",
    text: text ?? "",
    html: html ?? "",
    createdAt: new Date().toISOString(),
  });
  mails.splice(CAPACITY);
}

const http = createServer((request, response) => {
  if (!isOwnHost(request.headers.host)) {
    return send(response, 421, "text/plain; charset=utf-8", `Caught mail is at http://localhost:${mailPort} alone.\n`);
  }
  // "//" and the like are no address.
  const pathname = URL.parse(request.url ?? "/", "http://localhost")?.pathname ?? "";
  const [, id = "", part] = /^\/messages\/([\w-]+)(\/html)?$/.exec(pathname) ?? [];
  const mail = mails.find((candidate) => candidate.id === id);

  if (pathname === "/healthz") send(response, 200, "application/json", '{"ok":true}');
  else if (pathname === "/api/messages") send(response, 200, "application/json", JSON.stringify(mails.map(toMessage)));
  else if (pathname === "/") sendPage(response, 200, listPage(mails));
  else if (mail && part) sendMailHtml(response, mail);
  else if (mail) sendPage(response, 200, detailPage(mail));
  else sendPage(response, 404, notFoundPage());
});

/** A stranger's name that points here would let a web page read the sign-in links (DNS rebinding). Only programs send none. */
function isOwnHost(host: string | undefined): boolean {
  const names = ["localhost", "127.0.0.1", "[::1]"];
  // Of port 80 browsers send the name alone.
  const own = mailPort === 80 ? names : names.map((name) => `${name}:${mailPort}`);
  return host === undefined || own.includes(host.toLowerCase());
}

function toMessage({ id, messageId, to, subject, text, html, createdAt }: CaughtMail) {
  return { id, messageId, to, subject, text, html, createdAt };
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";
  send(response, status, "text/html; charset=utf-8", html, policy);
}

/** Somebody else's HTML: no scripts, nothing loaded, an origin of its own; its links open in the whole window. */
function sendMailHtml(response: ServerResponse, mail: CaughtMail): void {
  const policy =
    "sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox; " +
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  send(response, 200, "text/html; charset=utf-8", htmlPart(mail), policy);
}

function send(response: ServerResponse, status: number, type: string, body: string, policy?: string): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    // The sign-in links in these mails are secrets of their own.
    "referrer-policy": "no-referrer",
    ...(policy && { "content-security-policy": policy }),
  });
  response.end(body);
}

const [mailPort, smtpPort] = process.argv.slice(2).map(Number);
smtp.on("error", (error) => {
  console.error(error.message);
  // A sender that hangs up is the sender's affair; a port that cannot be had is not.
  if ("syscall" in error && error.syscall === "listen") process.exit(1);
});
smtp.listen(smtpPort, "127.0.0.1");
http.listen(mailPort, "127.0.0.1");

for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));
