import "server-only";
import { hashSessionToken } from "@/lib/auth/token";
import { db } from "@/lib/db/client";
import type { Role } from "@/prisma/generated/enums";

declare const minted: unique symbol;

/** Proof that somebody is signed in, active, and in this role at this request. Only `viewerOfToken` makes one. */
export type Viewer = { readonly userId: string; readonly email: string; readonly role: Role; readonly [minted]: true };

/** Who holds this session token, or null: unknown, past its time, or deactivated. */
export async function viewerOfToken(token: string): Promise<Viewer | null> {
  const session = await db.session.findUnique({
    where: { sessionToken: hashSessionToken(token), expires: { gt: new Date() }, user: { deactivatedAt: null } },
    select: { user: { select: { id: true, email: true, role: true } } },
  });
  if (!session) return null;
  const { id, email, role } = session.user;
  // The brand exists for the compiler only; this is the one place that may set it.
  return { userId: id, email, role } as Viewer;
}
