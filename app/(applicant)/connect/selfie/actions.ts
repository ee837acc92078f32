"use server";

import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { action, formAction, refusal } from "@/lib/action";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { loadMyAccount } from "@/lib/connect/loaders";
import { selfieAllowed, startSelfie } from "@/lib/connect/selfie";
import { recordConsent } from "@/lib/verification/mutations";
import { startVerificationInput } from "@/lib/verification/schema";

/** The press agrees to the text above it, where there is anything to agree to. */
async function beginSelfie(viewer: Viewer, entry: "modal" | "hosted") {
  const allowed = selfieAllowed(await loadMyAccount(viewer));
  if (!allowed.ok) return refusal(allowed.why);
  const recorded = await recordConsent(viewer, { choice: "agreed", locale: await getLocale() });
  return recorded.ok ? startSelfie(viewer, { entry }) : recorded;
}

/** Agrees to the check and opens it, for the seller's account and for themselves. Secret and address are kept nowhere. */
export const startSelfieAction = action({
  permission: "signed-in",
  input: startVerificationInput,
  refused: refusal,
  run: ({ viewer, input }) => beginSelfie(viewer, input.entry),
});

/** The same without script: 303 to Stripe's hosted page, or back with the code of the refusal. */
export const startSelfieByFormAction = formAction({
  permission: "signed-in",
  input: z.unknown(),
  run: async ({ viewer }) => {
    const started = await beginSelfie(viewer, "hosted");
    redirect(started.ok ? started.url : `/connect/selfie?refused=${started.code}`);
  },
});
