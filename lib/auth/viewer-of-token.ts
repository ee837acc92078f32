import "server-only";
import { may, type Permission } from "@/lib/auth/permissions";
import { hashSessionToken } from "@/lib/auth/token";
import { read } from "@/lib/db/lists";
import { Prisma } from "@/prisma/generated/client";
import type { Role } from "@/prisma/generated/enums";

declare const minted: unique symbol;

/**
 * Proof that somebody is signed in, active, and in this role at this request. Only `viewerOfToken` makes one. `May` is what
 * the role was found to permit: a mutation that takes a `Viewer<"events.replay">` cannot be called before `isPermitted` or
 * an action's declared permission (lib/action.ts) has said so.
 */
export type Viewer<May extends Permission = never> = {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly [minted]: { readonly [Each in May]: true };
};

/** Whether the viewer's role may. */
export const isPermitted = <May extends Permission>(viewer: Viewer, permission: May): viewer is Viewer<May> =>
  may(viewer.role, permission);

/** Who holds this session token, or null: unknown, past its time, or deactivated. */
export async function viewerOfToken(token: string): Promise<Viewer | null> {
  // Straight to the driver, as every page and action begins with it: Prisma would make two statements of it.
  const [person] = await read<{ userId: string; email: string; role: Role }>(Prisma.sql`
    select u.id as "userId", u.email, u.role from auth_session s join "user" u on u.id = s.user_id
    where s.session_token_hash = ${hashSessionToken(token)} and s.expires > ${new Date()} and u.deactivated_at is null`);
  // The brand exists for the compiler only; this is the one place that may set it.
  return person ? (person as Viewer) : null;
}
