"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { revealReasons } from "@/lib/audit/actions";
import { inRequest } from "@/lib/auth/in-request";
import { requireViewer } from "@/lib/auth/viewer";
import { revealEvidence } from "@/lib/cases/evidence";
import type { ValueName } from "@/lib/cases/evidence-fields";
import { cancelVerification, redactVerification, refreshVerification } from "@/lib/cases/mutations";
import type { CaseActionResult } from "@/lib/cases/schema";
import { fieldsOf } from "@/lib/http/form";
import { now } from "@/lib/time";
import { openTexts, type WrittenImage, writeFailure, writeImages, writeValues } from "./evidence/evidence-answer";

const caseInput = z.object({ id: z.uuid() });
const redactInput = caseInput.extend({ confirmation: z.string().trim().max(40) });
const revealInput = caseInput.extend({ reason: z.enum(revealReasons) });
const linkSeconds = 30;

/** Evidence in words, with the seconds it stays open, measured here: a reviewer's clock may be wrong. */
export type RevealState =
  | {
      ok: true;
      values: Record<ValueName, string>;
      images: WrittenImage[];
      expiresAt: string;
      seconds: number;
      texts: ReturnType<typeof openTexts>;
    }
  | ReturnType<typeof writeFailure>;

/** Reads the case from Stripe now. */
export async function refreshAction(_previous: CaseActionResult | null, form: FormData): Promise<CaseActionResult> {
  const viewer = await requireViewer();
  const input = caseInput.safeParse(fieldsOf(form));
  if (!input.success) return { ok: false, code: "invalid_input" };

  const result = await inRequest(() => refreshVerification(viewer, input.data.id));
  revalidatePath(`/verifications/${input.data.id}`);
  return result;
}

/** Cancels the open session at Stripe and goes back to the case. */
export async function cancelAction(_previous: CaseActionResult | null, form: FormData): Promise<CaseActionResult> {
  const viewer = await requireViewer();
  const input = caseInput.safeParse(fieldsOf(form));
  if (!input.success) return { ok: false, code: "invalid_input" };

  const result = await inRequest(() => cancelVerification(viewer, input.data.id));
  if (!result.ok) return result;
  redirect(`/verifications/${input.data.id}`);
}

/** Starts redaction, confirmed by the typed case number, and goes back to the case, which shows how far it has come. */
export async function redactAction(_previous: CaseActionResult | null, form: FormData): Promise<CaseActionResult> {
  const viewer = await requireViewer();
  const input = redactInput.safeParse(fieldsOf(form));
  if (!input.success) return { ok: false, code: "invalid_input" };

  const { id, confirmation } = input.data;
  const result = await inRequest(() => redactVerification(viewer, id, { confirmation }));
  if (!result.ok) return result;
  redirect(`/verifications/${id}`);
}

/** Reads what is never stored, for the moment of this answer. Who asked and why is in the audit log before it is shown. */
export async function revealAction(_previous: RevealState | null, form: FormData): Promise<RevealState> {
  const viewer = await requireViewer();
  const [format, t] = await Promise.all([staffFormat(), getTranslations("staff.case.evidence")]);
  const input = revealInput.safeParse(fieldsOf(form));
  if (!input.success) return writeFailure(t, "invalid_input");

  const { id, reason } = input.data;
  const result = await inRequest(() => revealEvidence(viewer, id, reason));
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
}
