"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { refusal, stateAction } from "@/lib/action";
import { fixEndpointEvents } from "@/lib/health/doctor/mutations";

/** Lets the endpoint at Stripe name exactly our events, and goes back to the checks, which look again. */
export const fixEventsAction = stateAction({
  permission: "health.fix",
  input: z.unknown(),
  refused: refusal,
  run: async ({ viewer }) => {
    const result = await fixEndpointEvents(viewer);
    if (!result.ok) return result;
    redirect("/health?done=events");
  },
});
