"use server";

import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { action, formAction, refusal } from "@/lib/action";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { declareDetails } from "@/lib/verification/declared";
import { loadMyVerification } from "@/lib/verification/loaders";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { declareDetailsInput, startVerificationInput } from "@/lib/verification/schema";
import { afterDetails } from "./screen";

const startInput = startVerificationInput.extend({ agree: z.boolean() });

/** With `agree` the consent to the text shown is recorded first. */
async function start(viewer: Viewer, { entry, agree }: z.output<typeof startInput>) {
  const recorded = agree ? await recordConsent(viewer, { choice: "agreed", locale: await getLocale() }) : null;
  return recorded?.ok === false ? recorded : startVerification(viewer, { entry });
}

/**
 * Opens the applicant's VerificationSession, or reopens the one that awaits input; with `agree` it first records the
 * consent to the text shown. Secret and address are handed on to the one who asked and kept nowhere.
 */
export const startAction = action({
  permission: "signed-in",
  input: startInput,
  refused: refusal,
  run: ({ viewer, input }) => start(viewer, input),
});

/** The same without script: 303 to Stripe's hosted page, or back to /verify with the code of the refusal. */
export const startByFormAction = formAction({
  permission: "signed-in",
  input: z.object({ agree: z.literal("yes").optional().catch(undefined) }),
  run: async ({ viewer, input }) => {
    const started = await start(viewer, { entry: "hosted", agree: input.agree === "yes" });
    redirect(started.ok ? started.url : `/verify?refused=${started.code}`);
  },
});

/** Records that the person wants no face check; /verify then names manual review. */
export const withoutFaceCheckAction = formAction({
  permission: "signed-in",
  input: z.unknown(),
  run: async ({ viewer }) => {
    const recorded = await recordConsent(viewer, { choice: "without_face_check", locale: await getLocale() });
    redirect(recorded.ok ? "/verify" : `/verify?refused=${recorded.code}`);
  },
});

const backToDetails = (code: string) => redirect(`/verify?step=details&refused=${code}`);

/** Keeps where the document is from and, if told, the name in it; back to the form with the code of the refusal. */
export const saveDetailsAction = formAction({
  permission: "signed-in",
  input: declareDetailsInput,
  refused: backToDetails,
  run: async ({ viewer, input }) => {
    const saved = await declareDetails(viewer, input);
    if (!saved.ok) backToDetails(saved.code);
    redirect(afterDetails(await loadMyVerification(viewer)));
  },
});
