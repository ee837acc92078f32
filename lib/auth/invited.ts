import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { type Invited, invitedOfToken } from "@/lib/auth/invited-of-token";
import { env } from "@/lib/env";

/** The pages of those who were invited; their session's cookie goes nowhere else. */
const invitedPath = "/invited";

const isSecure = () => env().appUrl.startsWith("https:");

/** The browser guards the prefix over https. */
const cookieName = () => `${isSecure() ? "__Secure-" : ""}invited-session`;

/** Who is asking, or null. Read from the database at each request: a link that is taken back ends at once. */
export const optionalInvited: () => Promise<Invited | null> = cache(async () => {
  const token = (await cookies()).get(cookieName())?.value;
  return token ? invitedOfToken(token) : null;
});

/** Who is asking; sends others to the page that says how to get in. */
export async function requireInvited(): Promise<Invited> {
  return (await optionalInvited()) ?? redirect(invitedPath);
}

/** Gives this browser the session, apart from any sign-in. */
export async function beginInvitedSession({ token, endsAt }: { token: string; endsAt: Date }): Promise<void> {
  (await cookies()).set(cookieName(), token, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(),
    path: invitedPath,
    expires: endsAt,
  });
}
