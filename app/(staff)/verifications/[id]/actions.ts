"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { refusal, stateAction } from "@/lib/action";
import { revealReasons } from "@/lib/audit/actions";
import { revealEvidence } from "@/lib/cases/evidence";
import type { ValueName } from "@/lib/cases/evidence-fields";
import { cancelVerification, redactVerification, refreshVerification } from "@/lib/cases/mutations";
import { now } from "@/lib/time";
import { openTexts, type WrittenImage, writeFailure, writeImages, writeValues } from "./evidence/evidence-answer";

const caseInput = z.object({ id: z.uuid() });
const linkSeconds = 30;

/** Evidence that is open for so many seconds, in words. */
export type OpenEvidence = {
  ok: true;
  values: Record<ValueName, string>;
  images: WrittenImage[];
  expiresAt: string;
  seconds: number;
  texts: ReturnType<typeof openTexts>;
};

/** Evidence in words, with the seconds it stays open, measured here: a reviewer's clock may be wrong. */
type RevealState = OpenEvidence | ReturnType<typeof writeFailure>;

/** Reads the case from Stripe now. */
export const refreshAction = stateAction({
  permission: "verification.refresh",
  input: caseInput,
  refused: refusal,
  run: async ({ viewer, input: { id } }) => {
    const result = await refreshVerification(viewer, id);
    revalidatePath(`/verifications/${id}`);
    return result;
  },
});

/** Cancels the open session at Stripe and goes back to the case. */
export const cancelAction = stateAction({
  permission: "verification.cancel",
  input: caseInput,
  refused: refusal,
  run: async ({ viewer, input: { id } }) => {
    const result = await cancelVerification(viewer, id);
    if (!result.ok) return result;
    redirect(`/verifications/${id}`);
  },
});

/** Starts redaction, confirmed by the typed reference, and goes back to the case, which shows how far it has come. */
export const redactAction = stateAction({
  permission: "verification.redact",
  input: caseInput.extend({ confirmation: z.string().trim().max(40) }),
  refused: refusal,
  run: async ({ viewer, input: { id, confirmation } }) => {
    const result = await redactVerification(viewer, id, { confirmation });
    if (!result.ok) return result;
    redirect(`/verifications/${id}`);
  },
});

/** Reads what is never stored, for the moment of this answer. Who asked and why is in the audit log before it is shown. */
export const revealAction = stateAction({
  permission: "evidence.read",
  input: caseInput.extend({ reason: z.enum(revealReasons) }),
  refused: async (code) => writeFailure(await getTranslations("staff.case.evidence"), code),
  run: async ({ viewer, input: { id, reason } }): Promise<RevealState> => {
    const [format, t] = await Promise.all([staffFormat(), getTranslations("staff.case.evidence")]);
    const result = await revealEvidence(viewer, id, reason);
    revalidatePath(`/verifications/${id}`);
    if (!result.ok) return writeFailure(t, result.code);

    const { images, expiresAt } = result.evidence;
    const left = Math.ceil((Date.parse(expiresAt) - now().getTime()) / 1000);
    const seconds = Math.min(linkSeconds, Math.max(1, left));
    return {
      ok: true,
      values: writeValues(result.evidence, format, t),
      images: writeImages(images, t),
      expiresAt,
      seconds,
      texts: openTexts(t, reason),
    };
  },
});
