import "server-only";
import { cookies } from "next/headers";
import { sessionCookieAt } from "@/lib/auth/session-cookie";
import { hashSessionToken } from "@/lib/auth/token";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

/** What the session's cookie is called. */
export const sessionCookieName = (): string => sessionCookieAt(env().appUrl).name;

/** Ends the session that this browser has, if any. Its cookie stays, and is worthless. */
export async function endSession(): Promise<void> {
  const token = (await cookies()).get(sessionCookieName())?.value;
  if (token) await db.session.deleteMany({ where: { sessionToken: hashSessionToken(token) } });
}

/**
 * Ends this browser's sign-in: the row goes first, so that the cookie is worthless even if it stays. That it goes is what makes
 * browsers drop the pages that they keep for "back" (Chromium keeps those with `no-store` until a cookie changes).
 */
export async function signOut(): Promise<void> {
  await endSession();
  (await cookies()).delete(sessionCookieAt(env().appUrl));
}
