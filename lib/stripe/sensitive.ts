import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { callStripe, restrictedStripeClient } from "@/lib/stripe/client";

const dateParts = z
  .object({ day: z.number().nullish(), month: z.number().nullish(), year: z.number().nullish() })
  .nullish();

const answer = z.object({
  verified_outputs: z.object({ dob: dateParts, id_number: z.string().nullish() }).nullish(),
  last_verification_report: z
    .object({
      document: z
        .object({
          dob: dateParts,
          number: z.string().nullish(),
          expiration_date: dateParts,
          files: z.array(z.string()).nullish(),
        })
        .nullish(),
      selfie: z.object({ selfie: z.string().nullish() }).nullish(),
      id_number: z.object({ id_number: z.string().nullish(), dob: dateParts }).nullish(),
    })
    .nullish(),
});

/** What only the restricted key reads. Shown for a moment, never kept. Dates are `YYYY-MM-DD`. */
export type SensitiveResults = {
  dateOfBirth: string | null;
  idNumber: string | null;
  documentNumber: string | null;
  expiresOn: string | null;
  files: { kind: "front" | "back" | "selfie"; fileId: string }[];
};

const pad = (number: number, length: number) => String(number).padStart(length, "0");

const toDate = (parts: z.infer<typeof dateParts>) =>
  parts?.year && parts.month && parts.day ? `${pad(parts.year, 4)}-${pad(parts.month, 2)}-${pad(parts.day, 2)}` : null;

/**
 * Reads birth date, numbers, expiry and the ids of the pictures. Null when Stripe has no such session. Fails as
 * `callStripe` does; `stripe_refused` above all when the 48 h of the key are over (Stripe docs, access results).
 */
export async function readSensitiveResults(verificationSessionId: string): Promise<SensitiveResults | null> {
  const raw = await callStripe(() =>
    restrictedStripeClient().identity.verificationSessions.retrieve(verificationSessionId, {
      expand: [
        "verified_outputs.dob",
        "verified_outputs.id_number",
        "last_verification_report.document.dob",
        "last_verification_report.document.number",
        "last_verification_report.document.expiration_date",
        "last_verification_report.id_number.id_number",
      ],
    }),
  );
  if (!raw) return null;
  const parsed = answer.safeParse(raw);
  if (!parsed.success) throw new AppError("stripe_unexpected", "unknown shape of sensitive results");

  const { verified_outputs: outputs, last_verification_report: report } = parsed.data;
  const [front, back] = report?.document?.files ?? [];
  const selfie = report?.selfie?.selfie;
  return {
    dateOfBirth: toDate(outputs?.dob) ?? toDate(report?.document?.dob),
    idNumber: outputs?.id_number ?? report?.id_number?.id_number ?? null,
    documentNumber: report?.document?.number ?? null,
    expiresOn: toDate(report?.document?.expiration_date),
    files: [
      ...(front ? [{ kind: "front" as const, fileId: front }] : []),
      ...(back ? [{ kind: "back" as const, fileId: back }] : []),
      ...(selfie ? [{ kind: "selfie" as const, fileId: selfie }] : []),
    ],
  };
}

/** Stripe allows a link to such a picture at most 30 s; we ask for less, so that a slow clock is not refused. */
const linkSeconds = 25;

/** A link with which the browser itself loads a picture; it works for 25 s. Hand on, never keep. */
export async function createImageLink(fileId: string, now: Date): Promise<{ url: string; expiresAt: Date }> {
  const expiresAt = new Date(now.getTime() + linkSeconds * 1000);
  const link = await callStripe(() =>
    restrictedStripeClient().fileLinks.create({ file: fileId, expires_at: Math.floor(expiresAt.getTime() / 1000) }),
  );
  if (!link?.url) throw new AppError("stripe_unexpected", "Stripe made no link to a picture");
  return { url: link.url, expiresAt };
}
