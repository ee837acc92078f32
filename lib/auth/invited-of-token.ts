import "server-only";
import { hashSessionToken } from "@/lib/auth/token";
import { read } from "@/lib/db/lists";
import { now } from "@/lib/time";
import { Prisma } from "@/prisma/generated/client";

declare const minted: unique symbol;

/**
 * Proof that somebody of a seller's company opened the link that was mailed to them, at this request: they may see and answer
 * what Stripe asks of this one person of this one account, and nothing else. No `Viewer`, and no step on the way to one. Only
 * this module makes one.
 */
export type Invited = {
  readonly invitationId: string;
  readonly accountId: string;
  readonly personId: string;
  /** Whose account it is. */
  readonly sellerId: string;
  readonly [minted]: true;
};

/**
 * Who holds this session's token, or null: unknown, past its time, taken back by the seller, and a person or an account that is
 * not there any more.
 */
export async function invitedOfToken(token: string): Promise<Invited | null> {
  const [row] = await read<Omit<Invited, typeof minted>>(Prisma.sql`
    select i.id as "invitationId", a.id as "accountId", p.id as "personId", a.user_id as "sellerId"
    from person_invitation i
      join connected_account a on a.id = i.account_id
      join account_person p on p.id = i.person_id and p.account_id = a.id and p.removed_at is null
      join "user" u on u.id = a.user_id and u.deactivated_at is null
    where i.session_hash = ${hashSessionToken(token)} and i.session_ends_at > ${now()} and i.revoked_at is null
      and a.status <> 'closed' and a.erased_at is null`);
  // The brand exists for the compiler only; this is the one place that may set it.
  return row ? (row as Invited) : null;
}
