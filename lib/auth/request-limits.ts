import "server-only";
import { createHmac } from "node:crypto";
import { db, type Tx } from "@/lib/db/client";
import { env } from "@/lib/env";
import { requestWindowSeconds } from "@/lib/policy/limits";
import { now } from "@/lib/time";

const windowMs = requestWindowSeconds * 1000;

/** How often something may be asked for within a quarter of an hour: of one address, or from one. */
export type RequestLimit = { kind: string; value: string; atMost: number };

const subjectOf = ({ kind, value }: RequestLimit) =>
  Uint8Array.from(createHmac("sha256", env().nextAuthSecret).update(`${kind}:${value}`).digest());

/** Counts a request against all these limits, for all processes together; true when it may go on. Refused ones do not count again. */
export const isWithinRequestLimits = (limits: readonly RequestLimit[]): Promise<boolean> =>
  db.$transaction((tx) => countRequest(tx, limits));

/** The same in the caller's transaction, at whose end it counts. */
export async function countRequest(tx: Tx, limits: readonly RequestLimit[]): Promise<boolean> {
  const subjects = limits.map(subjectOf);
  const most = limits.map(({ atMost }) => atMost);
  const since = new Date(now().getTime() - windowMs);
  // Requests that come at once are counted one after the other, or each would see that there is room: those of one address or network
  // alone, so that nobody waits for a stranger, and in one order, so that no two wait for each other.
  await tx.$executeRaw`
    select pg_advisory_xact_lock(hashtext('sign_in_request'), key)
    from (select distinct hashtext(encode(subject, 'hex')) as key
      from unnest(${subjects}::bytea[]) as asked (subject) order by key) as sorted`;
  const added = await tx.$executeRaw`
    insert into sign_in_request (subject, created_at)
    select subject, ${now()} from unnest(${subjects}::bytea[]) as asked (subject)
    where not exists (
      select 1 from unnest(${subjects}::bytea[], ${most}::int[]) as limits (subject, at_most)
      where (select count(*) from sign_in_request made
        where made.subject = limits.subject and made.created_at > ${since}) >= limits.at_most)`;
  return added > 0;
}

/** Deletes what is counted no more. */
export async function purgeCountedRequests(): Promise<void> {
  await db.signInRequest.deleteMany({ where: { createdAt: { lt: new Date(now().getTime() - windowMs) } } });
}
