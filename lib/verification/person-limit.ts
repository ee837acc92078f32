import "server-only";
import { db, type Tx } from "@/lib/db/client";
import { personLimits } from "@/lib/policy/limits";

/**
 * Counts one action of this person for all processes; false when it is too many, which then does not count. After a minute
 * at least one more may go.
 */
export const isWithinPersonLimit = (userId: string, action: keyof typeof personLimits): Promise<boolean> =>
  countPersonAction(db, userId, action);

/**
 * The same in the caller's transaction, at whose end it counts. Whoever has one open must not ask for another connection: were all
 * in use by those who wait for what it has locked, nobody would go on.
 */
export async function countPersonAction(
  tx: Pick<Tx, "$executeRaw">,
  userId: string,
  action: keyof typeof personLimits,
): Promise<boolean> {
  const { atOnce, everySeconds } = personLimits[action];
  // A leaky bucket in one column: the moment at which all that was spent is given back. The row's lock makes the order.
  const spent = await tx.$executeRaw`
    insert into person_limit as used (user_id, action, spent_until)
    values (${userId}::uuid, ${action}, clock_timestamp() + make_interval(secs => ${everySeconds}))
    on conflict (user_id, action) do update
      set spent_until = greatest(used.spent_until, clock_timestamp()) + make_interval(secs => ${everySeconds})
      where used.spent_until <= clock_timestamp() + make_interval(secs => ${everySeconds * (atOnce - 1)})`;
  return spent > 0;
}
