import "server-only";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { may, type Permission } from "@/lib/auth/permissions";
import { sessionCookieName } from "@/lib/auth/session";
import { hashSessionToken } from "@/lib/auth/token";
import { db } from "@/lib/db/client";
import type { Role } from "@/prisma/generated/enums";

declare const minted: unique symbol;

/** Proof that somebody is signed in, active, and in this role at this request. Only this module makes one. */
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

const readViewer = cache(async (): Promise<Viewer | null> => {
  const token = (await cookies()).get(sessionCookieName())?.value;
  return token ? viewerOfToken(token) : null;
});

/** Who is asking, or null. Read from the database at each request: sign-out and a new role count at once. */
export const optionalViewer = (): Promise<Viewer | null> => readViewer();

/** Who is asking; sends the signed-out to the sign-in page. Every loader and action needs its result. */
export async function requireViewer(): Promise<Viewer> {
  return (await readViewer()) ?? redirect("/sign-in");
}

/** A viewer whose role may; for others the page does not exist. */
export async function requirePermission(permission: Permission): Promise<Viewer> {
  const viewer = await requireViewer();
  return may(viewer.role, permission) ? viewer : notFound();
}
