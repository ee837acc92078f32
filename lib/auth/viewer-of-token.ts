import "server-only";
import { hashSessionToken } from "@/lib/auth/token";
import { read } from "@/lib/db/lists";
import { Prisma } from "@/prisma/generated/client";
import type { Role } from "@/prisma/generated/enums";

declare const minted: unique symbol;

/** Proof that somebody is signed in, active, and in this role at this request. Only `viewerOfToken` makes one. */
export type Viewer = { readonly userId: string; readonly email: string; readonly role: Role; readonly [minted]: true };

/** Who holds this session token, or null: unknown, past its time, or deactivated. */
export async function viewerOfToken(token: string): Promise<Viewer | null> {
  // Straight to the driver, as every page and action begins with it: Prisma would make two statements of it.
  const [person] = await read<{ userId: string; email: string; role: Role }>(Prisma.sql`
    select u.id as "userId", u.email, u.role from auth_session s join "user" u on u.id = s.user_id
    where s.session_token_hash = ${hashSessionToken(token)} and s.expires > ${new Date()} and u.deactivated_at is null`);
  // The brand exists for the compiler only; this is the one place that may set it.
  return person ? (person as Viewer) : null;
}
