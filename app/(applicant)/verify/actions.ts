"use server";

import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { inRequest } from "@/lib/auth/in-request";
import { requireViewer } from "@/lib/auth/viewer";
import { fieldsOf } from "@/lib/http/form";
import { declareDetails } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { type StartResult, startVerificationInput } from "@/lib/verification/schema";

const startInput = startVerificationInput.extend({ agree: z.boolean() });

/**
 * Opens the applicant's VerificationSession, or reopens the one that awaits input; with `agree` it first records the
 * consent to the text shown. Secret and address are handed on to the one who asked and kept nowhere.
 */
export async function startAction(input: unknown): Promise<StartResult> {
  const viewer = await requireViewer();
  const parsed = startInput.safeParse(input);
  if (!parsed.success) return { ok: false, code: "invalid_input" };

  const { agree, entry } = parsed.data;
  const locale = await getLocale();
  return inRequest(async () => {
    const recorded = agree ? await recordConsent(viewer, { choice: "agreed", locale }) : null;
    return recorded?.ok === false ? recorded : startVerification(viewer, { entry });
  });
}

/** The same without script: 303 to Stripe's hosted page, or back to /verify with the code of the refusal. */
export async function startByFormAction(form: FormData): Promise<void> {
  const started = await startAction({ entry: "hosted", agree: fieldsOf(form).agree === "yes" });
  redirect(started.ok ? started.url : `/verify?refused=${started.code}`);
}

/** Records that the person wants no face check; /verify then names the way by people. */
export async function withoutFaceCheckAction(): Promise<void> {
  const viewer = await requireViewer();
  const recorded = await recordConsent(viewer, { choice: "without_face_check", locale: await getLocale() });
  redirect(recorded.ok ? "/verify" : `/verify?refused=${recorded.code}`);
}

/** Keeps where the document is from and, if told, the name in it; back to the form with the code of the refusal. */
export async function saveDetailsAction(form: FormData): Promise<void> {
  const viewer = await requireViewer();
  const saved = await declareDetails(viewer, fieldsOf(form));
  redirect(saved.ok ? "/verify" : `/verify?step=details&refused=${saved.code}`);
}
