import "server-only";
import nodemailer, { type Transporter } from "nodemailer";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

let transport: Transporter | undefined;

/** Hands one mail to the mail server. Throws `mail_unavailable`; the address is in no message of ours. */
export async function sendMail(mail: { to: string; subject: string; text: string; html: string }): Promise<void> {
  transport ??= nodemailer.createTransport(env().mail.smtpUrl, { connectionTimeout: 5_000, socketTimeout: 10_000 });
  try {
    await transport.sendMail({ from: env().mail.from, ...mail });
  } catch (cause) {
    throw new AppError("mail_unavailable", "the mail server did not take a mail", { cause });
  }
}
