import "server-only";
import { may, type Permission } from "@/lib/auth/permissions";
import { hashSessionToken } from "@/lib/auth/token";
import { read } from "@/lib/db/lists";
import { Prisma } from "@/prisma/generated/client";
import type { Role } from "@/prisma/generated/enums";

declare const minted: unique symbol;

/**
 * Proof that somebody is signed in, active, and in this role at this request. Only this module makes one. `May` is what
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

/** More to read of a person in one statement: columns of what is joined to `"user" u`. The alias `held` is taken. */
export type PartsOfPerson = { columns: readonly Prisma.Sql[]; joins: Prisma.Sql };

const nothingMore: PartsOfPerson = { columns: [], joins: Prisma.empty };

/** Who holds this session token, or null: unknown, past its time, or deactivated. */
export async function viewerOfToken(token: string): Promise<Viewer | null> {
  const found = await viewerOfTokenWith(token, nothingMore);
  return found?.viewer ?? null;
}

/** The same in the statement that also reads `more` of them, as `row`. */
export async function viewerOfTokenWith<Row extends object>(
  token: string,
  { columns, joins }: PartsOfPerson,
): Promise<{ viewer: Viewer; row: Row } | null> {
  // Straight to the driver, as every page and action begins with it: Prisma would make two statements of it.
  const [row] = await read<Row & { userId: string; email: string; role: Role }>(Prisma.sql`
    select ${Prisma.join([Prisma.sql`u.id as "userId", u.email, u.role`, ...columns])}
    from auth_session held join "user" u on u.id = held.user_id ${joins}
    where held.session_token_hash = ${hashSessionToken(token)} and held.expires > ${new Date()}
      and u.deactivated_at is null`);
  if (!row) return null;
  // The brand exists for the compiler only; this is the one place that may set it.
  return { viewer: { userId: row.userId, email: row.email, role: row.role } as Viewer, row };
}

/** Whether they are active and in this role now; for what lasts longer than a request. */
export async function isStillInRole({ userId, role }: Viewer): Promise<boolean> {
  const found = await read(Prisma.sql`select from "user" u
    where u.id = ${userId}::uuid and u.role = ${role}::role and u.deactivated_at is null`);
  return found.length > 0;
}
