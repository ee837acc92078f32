import "server-only";
import { type SyncJob, syncJobNames, type Target } from "@/lib/jobs/definitions";
import { sessionEvents } from "@/lib/stripe/session-events";
import { Prisma } from "@/prisma/generated/client";

/** Which events lead to which job: those of these types whose object has an id that begins like this. */
const followed: Record<SyncJob, { idPrefix: string; types: readonly string[] }> = {
  syncVerificationSession: { idPrefix: "vs_", types: sessionEvents },
};

/** What an event concerns: the object that is to be read, and by which job. Null when it is nothing that we follow. */
export function targetOf({ type, objectId }: { type: string; objectId: string | null }): Target | null {
  if (objectId === null) return null;
  const job = syncJobNames.find((name) => {
    const { idPrefix, types } = followed[name];
    return objectId.startsWith(idPrefix) && types.includes(type);
  });
  return job ? { job, id: objectId } : null;
}

/** The same as a condition; `e` is the event. */
export const hasTarget: Prisma.Sql = Prisma.sql`(${Prisma.join(
  syncJobNames.map((job) => {
    const { idPrefix, types } = followed[job];
    return Prisma.sql`e.type = any(${[...types]}) and starts_with(e.object_id, ${idPrefix})`;
  }),
  " or ",
)})`;
