"use server";

import { redirect } from "next/navigation";
import { inRequest } from "@/lib/auth/in-request";
import { requireViewer } from "@/lib/auth/viewer";
import { type FixResult, fixEndpointEvents } from "@/lib/health/doctor/mutations";

/** Lets the endpoint at Stripe name exactly our events, and goes back to the checks, which look again. */
export async function fixEventsAction(_previous: FixResult | null, _form: FormData): Promise<FixResult> {
  const viewer = await requireViewer();
  const result = await inRequest(() => fixEndpointEvents(viewer));
  if (!result.ok) return result;
  redirect("/health?done=events");
}
