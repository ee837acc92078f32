import "server-only";
import { cookies } from "next/headers";
import { hashSessionToken } from "@/lib/auth/token";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

/** next-auth 4's own name for the cookie; over https the browser guards the prefix. */
export const sessionCookieName = (): string =>
  env().appUrl.startsWith("https:") ? "__Secure-next-auth.session-token" : "next-auth.session-token";

/** Ends this browser's sign-in: the row goes first, so that the cookie is worthless even if it stays. */
export async function signOut(): Promise<void> {
  const jar = await cookies();
  const token = jar.get(sessionCookieName())?.value;
  if (token) await db.session.deleteMany({ where: { sessionToken: hashSessionToken(token) } });
  jar.delete(sessionCookieName());
}
