"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { discardReasons } from "@/lib/audit/actions";
import { inRequest } from "@/lib/auth/in-request";
import { requireViewer } from "@/lib/auth/viewer";
import { discardEvent, replayEvent, replayFilter } from "@/lib/events/mutations";
import { type EventActionResult, eventFilter } from "@/lib/events/schema";
import { fieldsOf } from "@/lib/http/form";
import { sessionTarget } from "@/lib/jobs/definitions";
import { syncNow } from "@/lib/reconciler/mutations";
import { eventsHref } from "./list/events-address";

const eventInput = z.object({ id: z.string().regex(/^evt_\w{1,100}$/) });
const discardInput = eventInput.extend({ reason: z.enum(discardReasons) });
const sessionInput = z.object({ session: z.string().regex(/^vs_\w{1,100}$/) });

/** Runs the sync that an event asked for once more, and goes to the event. */
export async function replayAction(_previous: EventActionResult | null, form: FormData): Promise<EventActionResult> {
  const viewer = await requireViewer();
  const input = eventInput.safeParse(fieldsOf(form));
  if (!input.success) return { ok: false, code: "invalid_input" };

  const result = await inRequest(() => replayEvent(viewer, input.data.id));
  if (!result.ok) return result;
  redirect(`/events/${input.data.id}?done=replayed`);
}

/** Replays what a filter holds and goes back to the list, which says how many there were. */
export async function replayFilterAction(
  _previous: EventActionResult | null,
  form: FormData,
): Promise<EventActionResult> {
  const viewer = await requireViewer();
  const filter = eventFilter.parse(fieldsOf(form));

  const result = await inRequest(() => replayFilter(viewer, filter));
  if (!result.ok) return result;
  redirect(eventsHref(filter, { replayed: String(result.count) }));
}

/** Lets a dead letter go, and goes to the event. */
export async function discardAction(_previous: EventActionResult | null, form: FormData): Promise<EventActionResult> {
  const viewer = await requireViewer();
  const input = discardInput.safeParse(fieldsOf(form));
  if (!input.success) return { ok: false, code: "invalid_input" };

  const { id, reason } = input.data;
  const result = await inRequest(() => discardEvent(viewer, id, reason));
  if (!result.ok) return result;
  redirect(`/events/${id}?done=discarded`);
}

/** Reads one VerificationSession from Stripe and writes what it says, and compares again. */
export async function syncNowAction(_previous: EventActionResult | null, form: FormData): Promise<EventActionResult> {
  const viewer = await requireViewer();
  const input = sessionInput.safeParse(fieldsOf(form));
  if (!input.success) return { ok: false, code: "invalid_input" };

  const { session } = input.data;
  const result = await inRequest(() => syncNow(viewer, sessionTarget(session)));
  if (!result.ok) return result;
  redirect(`/events/drift?session=${session}&done=synced`);
}
