import "server-only";
import nodemailer from "nodemailer";
import { type Check, finding, type Patient } from "@/lib/health/doctor/check";
import { countMailsSql } from "@/lib/mail/stats";
import type { Probe } from "@/lib/stripe/probe";

/** Stripe lets links to pictures live 30 s and we ask for 25: a clock further ahead gets none. */
const worstSkewMs = 5_000;
/** The Date header has whole seconds; less than this cannot be told from a slow answer. */
const noticeableSkewMs = 2_000;

/**
 * Connects to the mail server, as far as its greeting and the sign-in, and asks the outbox what could not be sent. Sends
 * nothing.
 */
export async function checkMail({ env, database, words }: Patient): Promise<Check> {
  const { fine, warning, failed } = finding(words, "running", "mail");
  const { hostname, port, protocol } = new URL(env.mail.smtpUrl);
  const host = `${hostname}:${port || (protocol === "smtps:" ? 465 : 587)}`;
  const limits = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 5_000 };
  const transport = nodemailer.createTransport(env.mail.smtpUrl, limits);
  try {
    await transport.verify();
    // A database that does not answer is another check's finding.
    const { rows } = await database.query<{ failed: number }>(countMailsSql).catch(() => ({ rows: [] }));
    const lost = rows[0]?.failed ?? 0;
    if (lost > 0) return warning("lost", { host, count: lost });
    return fine(protocol === "smtps:" ? "greetsOverTls" : "greets", { host });
  } catch (error) {
    // Only the code: what the server said may quote the user name.
    const code = error instanceof Error && "code" in error ? String(error.code) : "–";
    return code === "EAUTH" ? failed("signIn", { host }) : failed("noAnswer", { host, code });
  } finally {
    transport.close();
  }
}

/** Our clock beside Stripe's. `first` came just now. */
export function checkClock({ words }: Patient, first: Probe | null, arrivedAt: Date): Check {
  const { fine, warning, failed, skipped } = finding(words, "running", "clock");
  if (!first?.date) return skipped("noStripe");
  // Stripe's whole second began up to one second before; the answer was on its way about half the time.
  const skewMs = arrivedAt.getTime() - first.durationMs / 2 - (first.date.getTime() + 500);
  const values = { seconds: Math.abs(Math.round(skewMs / 100) / 10), side: skewMs > 0 ? "ahead" : "behind" };
  if (Math.abs(skewMs) > worstSkewMs) return failed("off", values);
  return Math.abs(skewMs) > noticeableSkewMs ? warning("off", values) : fine("near", values);
}
