"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { refusal, stateAction } from "@/lib/action";
import { discardReasons } from "@/lib/audit/actions";
import { discardEvent, replayEvent, replayFilter } from "@/lib/events/mutations";
import { eventFilter } from "@/lib/events/schema";
import { targetOfId } from "@/lib/events/target";
import type { Target } from "@/lib/jobs/definitions";
import { syncNow } from "@/lib/reconciler/mutations";
import { eventsHref } from "./list/events-address";

const eventInput = z.object({ id: z.string().regex(/^evt_\w{1,100}$/) });

/** Runs the sync that an event asked for once more, and goes to the event. */
export const replayAction = stateAction({
  permission: "events.replay",
  input: eventInput,
  refused: refusal,
  run: async ({ viewer, input: { id } }) => {
    const result = await replayEvent(viewer, id);
    if (!result.ok) return result;
    redirect(`/events/${id}?done=replayed`);
  },
});

/** Replays what a filter holds and goes back to the list, which says how many there were. */
export const replayFilterAction = stateAction({
  permission: "events.replay",
  input: eventFilter,
  refused: refusal,
  run: async ({ viewer, input: filter }) => {
    const result = await replayFilter(viewer, filter);
    if (!result.ok) return result;
    redirect(eventsHref(filter, { replayed: String(result.count) }));
  },
});

/** Lets a dead letter go, and goes to the event. */
export const discardAction = stateAction({
  permission: "events.discard",
  input: eventInput.extend({ reason: z.enum(discardReasons) }),
  refused: refusal,
  run: async ({ viewer, input: { id, reason } }) => {
    const result = await discardEvent(viewer, id, reason);
    if (!result.ok) return result;
    redirect(`/events/${id}?done=discarded`);
  },
});

/** Reads one VerificationSession or connected account from Stripe and writes what it says, and compares again. */
export const syncNowAction = stateAction({
  permission: "events.replay",
  input: z.object({
    target: z
      .string()
      .transform(targetOfId)
      .pipe(z.custom<Target>((target) => target !== null)),
  }),
  refused: refusal,
  run: async ({ viewer, input: { target } }) => {
    const result = await syncNow(viewer, target);
    if (!result.ok) return result;
    redirect(`/events/drift?target=${target.id}&done=synced`);
  },
});
