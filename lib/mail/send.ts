import "server-only";
import nodemailer, { type Transporter } from "nodemailer";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { RenderedMail } from "@/lib/mail/render";

let transport: Transporter | undefined;

/** Codes of nodemailer (lib/errors.js) for a mail that the server refused itself, its receiver or its words. */
const refusals = ["EENVELOPE", "EMESSAGE"];

/** Whether the server will refuse this mail for ever: a reply of 500 and above (RFC 5321, 4.2.1) to the mail itself. */
function isRefused(cause: unknown): boolean {
  if (!(cause instanceof Error && "code" in cause && "responseCode" in cause)) return false;
  return refusals.includes(String(cause.code)) && Number(cause.responseCode) >= 500;
}

/**
 * Hands one mail to the mail server. Throws `mail_unavailable`, final where the server refused this very mail; the address is in
 * no message of ours. `messageId`: of a mail that may be handed over twice, so that mailboxes can fold both into one.
 */
export async function sendMail(to: string, mail: RenderedMail, messageId?: string): Promise<void> {
  transport ??= nodemailer.createTransport(env().mail.smtpUrl, { connectionTimeout: 5_000, socketTimeout: 10_000 });
  try {
    await transport.sendMail({ from: env().mail.from, to, ...mail, ...(messageId && { messageId }) });
  } catch (cause) {
    throw new AppError("mail_unavailable", "the mail server did not take a mail", { cause, final: isRefused(cause) });
  }
}
