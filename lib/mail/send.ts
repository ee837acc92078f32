import "server-only";
import nodemailer, { type Transporter } from "nodemailer";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { RenderedMail } from "@/lib/mail/render";

let transport: Transporter | undefined;

/** Codes of nodemailer (lib/errors.js) for a mail that the server refused itself, its receiver or its words. */
const refusals = ["EENVELOPE", "EMESSAGE"];

/**
 * Replies that speak of whoever sends, which an operator fixes for all mails at once: 5.1.7 and 5.1.8 of the sender's address, 5.7 of
 * what it may send (RFC 3463, 3.2 and 3.8), and 530, that it has to sign in (RFC 4954, 6). Many servers say so only once they have
 * been told the receiver.
 */
const ofSender = /^(530|\d{3}[ -]5\.(1\.[78]|7\.\d+))\b/;

/** Whether the server will refuse this mail for ever: a reply of 500 and above (RFC 5321, 4.2.1) to its receiver or its words. */
function isRefused(cause: unknown): boolean {
  if (!(cause instanceof Error && "code" in cause && "responseCode" in cause)) return false;
  if (!refusals.includes(String(cause.code)) || !(Number(cause.responseCode) >= 500)) return false;
  const speaksOfSender =
    ("command" in cause && cause.command === "MAIL FROM") ||
    ("response" in cause && ofSender.test(String(cause.response)));
  return !speaksOfSender;
}

/**
 * Hands one mail to the mail server. Throws `mail_unavailable`, final where the server refused this very mail and not its
 * sender; the address is in no message of ours. `messageId`: of a mail that may be handed over twice, so that mailboxes can
 * fold both into one.
 */
export async function sendMail(to: string, mail: RenderedMail, messageId?: string): Promise<void> {
  transport ??= nodemailer.createTransport(env().mail.smtpUrl, { connectionTimeout: 5_000, socketTimeout: 10_000 });
  try {
    await transport.sendMail({ from: env().mail.from, to, ...mail, ...(messageId && { messageId }) });
  } catch (cause) {
    throw new AppError("mail_unavailable", "the mail server did not take a mail", { cause, final: isRefused(cause) });
  }
}
