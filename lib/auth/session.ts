import "server-only";
import { cookies } from "next/headers";
import { hashSessionToken } from "@/lib/auth/token";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

/** next-auth 4's own name for the cookie; over https the browser guards the prefix. */
export const sessionCookieName = (): string =>
  env().appUrl.startsWith("https:") ? "__Secure-next-auth.session-token" : "next-auth.session-token";

/** Ends the session that this browser has, if any. Its cookie stays, and is worthless. */
export async function endSession(): Promise<void> {
  const token = (await cookies()).get(sessionCookieName())?.value;
  if (token) await db.session.deleteMany({ where: { sessionToken: hashSessionToken(token) } });
}

/** Ends this browser's sign-in: the row goes first, so that the cookie is worthless even if it stays. */
export async function signOut(): Promise<void> {
  await endSession();
  (await cookies()).delete(sessionCookieName());
}
