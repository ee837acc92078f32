import "server-only";
import { randomBytes } from "node:crypto";
import type { Locale } from "@/i18n/locales";
import { type CallbackPath, startPath, toCallbackPath } from "@/lib/auth/callback-path";
import { toEmailAddress } from "@/lib/auth/email-address";
import { isWithinRequestLimits, purgeCountedRequests } from "@/lib/auth/request-limits";
import { hashLinkToken } from "@/lib/auth/token";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { networkOf } from "@/lib/http/network";
import { log } from "@/lib/log";
import { renderMail } from "@/lib/mail/render";
import { sendMail } from "@/lib/mail/send";
import { signInMail } from "@/lib/mail/sign-in-mail";
import { linkSeconds, signInLimits } from "@/lib/policy/limits";
import { now } from "@/lib/time";

/** Why no link was mailed. None of them tells whether an account exists. */
export type LinkRefusal = "invalid_email" | "too_many" | "mail_unavailable";

/** How long a link that works no more still says where it led. */
const rememberedMs = 24 * 60 * 60 * 1000;

/**
 * Mails a link that works once, for 10 minutes. The answer is the same whether the address is known, unknown or
 * deactivated. The link holds its token alone: whom it is for and where it leads are kept here, beside the token's hash, so
 * that nobody can have words of theirs mailed to another. Sent at once and by no job: whoever asked waits for it, and its token
 * is kept nowhere that a job could take it from.
 */
export async function requestSignInLink(
  input: { email: string; callbackPath: CallbackPath; networkAddress: string },
  locale: Locale,
): Promise<{ ok: true; address: string } | { ok: false; code: LinkRefusal }> {
  const address = toEmailAddress(input.email);
  if (!address) return { ok: false, code: "invalid_email" };
  const { perEmail, perNetworkAddress } = signInLimits;
  const within = await isWithinRequestLimits([
    { kind: "email", value: address, atMost: perEmail },
    { kind: "network", value: networkOf(input.networkAddress), atMost: perNetworkAddress },
  ]);
  if (!within) return { ok: false, code: "too_many" };

  const token = randomBytes(32).toString("hex");
  const expires = new Date(now().getTime() + linkSeconds * 1000);
  await db.verificationToken.create({
    data: {
      identifier: address,
      token: hashLinkToken(token, env().nextAuthSecret),
      callbackPath: input.callbackPath,
      expires,
    },
  });

  const link = new URL("/sign-in/confirm", env().appUrl);
  link.searchParams.set("token", token);
  try {
    await sendMail(address, await renderMail(await signInMail(link, locale), locale));
  } catch (error) {
    if (!isAppError(error, "mail_unavailable")) throw error;
    log.error("a sign-in link could not be mailed", {}, error);
    return { ok: false, code: "mail_unavailable" };
  }
  return { ok: true, address };
}

/** What a link says to whoever has it: where it leads; and whom it was mailed to, while it works. */
type ReadLink =
  | { works: true; address: string; callbackPath: CallbackPath }
  | { works: false; callbackPath: CallbackPath };

/**
 * Reads a mailed link and uses nothing up. One that was used or is too old still says where it led for a day, so that
 * whoever asks for another gets there; one that nobody knows leads to the start.
 */
export async function readLink(token: string): Promise<ReadLink> {
  const row = await db.verificationToken.findUnique({
    where: { token: hashLinkToken(token, env().nextAuthSecret) },
    select: { identifier: true, callbackPath: true, expires: true },
  });
  if (!row) return { works: false, callbackPath: startPath };
  const { identifier: address } = row;
  const callbackPath = toCallbackPath(row.callbackPath, env().appUrl);
  return row.expires > now() ? { works: true, address, callbackPath } : { works: false, callbackPath };
}

/** Deletes what is past its time: links, sign-ins, and counted requests. */
export async function purgeExpiredSignIns(): Promise<void> {
  const before = now();
  await Promise.all([
    db.verificationToken.deleteMany({ where: { expires: { lt: new Date(before.getTime() - rememberedMs) } } }),
    db.session.deleteMany({ where: { expires: { lt: before } } }),
    purgeCountedRequests(),
  ]);
}
