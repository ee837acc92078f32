import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { type Invited, invitedOfToken } from "@/lib/auth/invited-of-token";
import { invitedCookieAt } from "@/lib/auth/session-cookie";
import { env } from "@/lib/env";

const cookie = () => invitedCookieAt(env().appUrl);

/** Who is asking, or null. Read from the database at each request: a link that is taken back ends at once. */
export const optionalInvited: () => Promise<Invited | null> = cache(async () => {
  const token = (await cookies()).get(cookie().name)?.value;
  return token ? invitedOfToken(token) : null;
});

/** Who is asking; sends others to the page that says how to get in. */
export async function requireInvited(): Promise<Invited> {
  return (await optionalInvited()) ?? redirect("/invited");
}

/** Gives this browser the session, apart from any sign-in. */
export async function beginInvitedSession({ token, endsAt }: { token: string; endsAt: Date }): Promise<void> {
  (await cookies()).set({ ...cookie(), value: token, expires: endsAt });
}
