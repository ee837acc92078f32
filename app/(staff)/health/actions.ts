"use server";

import { redirect } from "next/navigation";
import { inRequest } from "@/lib/auth/in-request";
import { requireViewer } from "@/lib/auth/viewer";
import { type MendResult, mendEvents } from "@/lib/health/doctor/mutations";

/** Lets the endpoint at Stripe name exactly our events, and goes back to the checks, which look again. */
export async function mendEventsAction(_previous: MendResult | null, _form: FormData): Promise<MendResult> {
  const viewer = await requireViewer();
  const result = await inRequest(() => mendEvents(viewer));
  if (!result.ok) return result;
  redirect("/health?done=events");
}
