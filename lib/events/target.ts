import "server-only";
import { type Target, type TargetType, targetTypes } from "@/lib/jobs/definitions";
import { sessionEvents } from "@/lib/stripe/session-events";
import { Prisma } from "@/prisma/generated/client";

/** Which events are about which type of object: those of these types whose object has an id that begins like this. */
const followed: Record<TargetType, { idPrefix: string; types: readonly string[] }> = {
  verification_session: { idPrefix: "vs_", types: sessionEvents },
};

/** What an event concerns: the object that is to be read. Null when it is nothing that we follow. */
export function targetOf({ type, objectId }: { type: string; objectId: string | null }): Target | null {
  if (objectId === null) return null;
  const found = targetTypes.find((name) => {
    const { idPrefix, types } = followed[name];
    return objectId.startsWith(idPrefix) && types.includes(type);
  });
  return found ? { type: found, id: objectId } : null;
}

/** The same as a condition; `e` is the event. */
export const hasTarget: Prisma.Sql = Prisma.sql`(${Prisma.join(
  targetTypes.map((type) => {
    const { idPrefix, types } = followed[type];
    return Prisma.sql`e.type = any(${[...types]}) and starts_with(e.object_id, ${idPrefix})`;
  }),
  " or ",
)})`;
