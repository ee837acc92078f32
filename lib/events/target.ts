import "server-only";
import { type Target, type TargetType, targetTypes } from "@/lib/jobs/definitions";
import { accountEvents } from "@/lib/stripe/account-events";
import { sessionEvents } from "@/lib/stripe/session-events";
import { Prisma } from "@/prisma/generated/client";

/**
 * Which events are about which type of target: those of these types where the id of the target begins like this. `target`:
 * the event's object where it happened in our own account, or the connected account in which it happened, whatever its object.
 */
const followed: Record<TargetType, { target: "object" | "account"; idPrefix: string; types: readonly string[] }> = {
  verification_session: { target: "object", idPrefix: "vs_", types: sessionEvents },
  connected_account: { target: "account", idPrefix: "acct_", types: accountEvents },
};

/** Every type of event that we act on. */
export const followedEvents: readonly string[] = targetTypes.flatMap((type) => followed[type].types);

/** What tells which target an event concerns. */
type Named = { type: string; objectId: string | null; account: string | null };

/**
 * What an event concerns: what is to be read. Null when it is nothing that we follow: what happened to an object of a
 * connected account's own, such as a VerificationSession that it made, is none of ours.
 */
export function targetOf({ type, objectId, account }: Named): Target | null {
  for (const name of targetTypes) {
    const { target, idPrefix, types } = followed[name];
    const id = target === "account" ? account : account === null ? objectId : null;
    if (id?.startsWith(idPrefix) && types.includes(type)) return { type: name, id };
  }
  return null;
}

/** The same as a condition; `e` is the event. */
export const hasTarget: Prisma.Sql = Prisma.sql`(${Prisma.join(
  targetTypes.map((name) => {
    const { target, idPrefix, types } = followed[name];
    const ofThese = Prisma.sql`e.type = any(${[...types]})`;
    return target === "account"
      ? Prisma.sql`${ofThese} and starts_with(e.account, ${idPrefix})`
      : Prisma.sql`${ofThese} and starts_with(e.object_id, ${idPrefix}) and e.account is null`;
  }),
  " or ",
)})`;

/** The target that has this id; null: of no type that we follow. */
export function targetOfId(id: string): Target | null {
  const type = targetTypes.find((name) => id.startsWith(followed[name].idPrefix));
  return type && /^\w{4,100}$/.test(id) ? { type, id } : null;
}
