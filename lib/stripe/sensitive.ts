import "server-only";
import Stripe from "stripe";
import { z } from "zod";
import { AppError, isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { callStripe, restrictedStripeClient } from "@/lib/stripe/client";
import { block, idOf, text, word } from "@/lib/stripe/readers";
import { now } from "@/lib/time";

/**
 * A date as far as Stripe read it: each part of Stripe's may be null (Stripe API, `dob`, `expiration_date`). `nothing`: it
 * stands there and no part is legible. `never`: the year 9999, which documents without an end are written with.
 */
export type PartialDate =
  | { known: "day"; year: number; month: number; day: number }
  | { known: "month"; year: number; month: number }
  | { known: "year"; year: number }
  | { known: "year_and_day"; year: number; day: number }
  | { known: "month_and_day"; month: number; day: number }
  | { known: "month_only"; month: number }
  | { known: "day_only"; day: number }
  | { known: "nothing" }
  | { known: "never" };

const part = (min: number, max: number) => z.number().int().min(min).max(max).nullish().catch(null);

const date = block({ year: part(1, 9999), month: part(1, 12), day: part(1, 31) }).transform(
  (parts): PartialDate | null => {
    if (!parts) return null;
    const { year, month, day } = parts;
    if (year === 9999) return { known: "never" };
    if (year && month && day) return { known: "day", year, month, day };
    if (year && month) return { known: "month", year, month };
    if (year && day) return { known: "year_and_day", year, day };
    if (year) return { known: "year", year };
    if (month && day) return { known: "month_and_day", month, day };
    if (month) return { known: "month_only", month };
    return day ? { known: "day_only", day } : { known: "nothing" };
  },
);

const sexes = ["female", "male", "unknown"] as const;

/** Sex as Stripe reads it, and as it is printed (`F`, `X`). */
type ReadSex = { read: (typeof sexes)[number]; printed: string | null };

const sex = { sex: z.enum(sexes).nullish().catch("unknown"), unparsed_sex: text };

const answer = z.object({
  redaction: block({ status: word }),
  verified_outputs: block({ dob: date, id_number: text, ...sex, unparsed_place_of_birth: text }),
  last_verification_report: block({
    document: block({
      dob: date,
      number: text,
      expiration_date: date,
      files: z.array(idOf("file_")).nullish().catch(null),
      ...sex,
      unparsed_place_of_birth: text,
    }),
    selfie: block({ selfie: idOf("file_") }),
    id_number: block({ id_number: text, dob: date }),
  }),
});

/** What only the restricted key reads. Shown for a moment, never kept. Null: Stripe gave none. */
export type SensitiveResults = {
  dateOfBirth: PartialDate | null;
  sex: ReadSex | null;
  placeOfBirth: string | null;
  idNumber: string | null;
  documentNumber: string | null;
  expiresOn: PartialDate | null;
  files: { kind: "front" | "back" | "selfie"; fileId: string }[];
};

/**
 * Why Stripe gave nothing. `key_invalid`: 401, the restricted key is no key any more. `no_permission`: the key lacks one.
 * `window_over`: it may read for 48 h only. `no_permission_or_window_over`: Stripe's one 403 for both, and nothing that we
 * know tells them apart. `gone`: no such object. `redacted`. `busy`: 429. `unreachable`: no answer, or 5xx. `refused`: a
 * refusal that says none of these.
 */
export type SensitiveRefusal =
  | "key_invalid"
  | "no_permission"
  | "window_over"
  | "no_permission_or_window_over"
  | "gone"
  | "redacted"
  | "busy"
  | "unreachable"
  | "refused";

type Answered<T> = { ok: true; value: T } | { ok: false; refusal: SensitiveRefusal };

/**
 * Reads birth date, sex, place of birth, numbers, expiry and the ids of the pictures. `processedAt`: when the newest report
 * was made, from which Stripe counts the 48 h of the key.
 */
export async function readSensitiveResults(
  verificationSessionId: string,
  processedAt: Date,
): Promise<Answered<SensitiveResults>> {
  const answered = await ask(
    () =>
      restrictedStripeClient().identity.verificationSessions.retrieve(verificationSessionId, {
        expand: [
          "verified_outputs.dob",
          "verified_outputs.id_number",
          "verified_outputs.sex",
          "verified_outputs.unparsed_sex",
          "verified_outputs.unparsed_place_of_birth",
          "last_verification_report.document.dob",
          "last_verification_report.document.number",
          "last_verification_report.document.expiration_date",
          "last_verification_report.document.sex",
          "last_verification_report.document.unparsed_sex",
          "last_verification_report.document.unparsed_place_of_birth",
          "last_verification_report.id_number.id_number",
          "last_verification_report.id_number.dob",
        ],
      }),
    () => whyForbidden(processedAt),
  );
  if (!answered.ok) return answered;
  const parsed = answer.safeParse(answered.value);
  if (!parsed.success) throw new AppError("stripe_unexpected", "Stripe answered with something else than a session");
  // Redacted, every field can still be read and holds a placeholder (Stripe docs, redact).
  if (parsed.data.redaction) return { ok: false, refusal: "redacted" };

  const { verified_outputs: outputs, last_verification_report: report } = parsed.data;
  const document = report?.document;
  const [front, back] = document?.files ?? [];
  const selfie = report?.selfie?.selfie;
  return {
    ok: true,
    value: {
      dateOfBirth: outputs?.dob ?? document?.dob ?? report?.id_number?.dob ?? null,
      sex: toSex(outputs) ?? toSex(document),
      placeOfBirth: outputs?.unparsed_place_of_birth ?? document?.unparsed_place_of_birth ?? null,
      idNumber: outputs?.id_number ?? report?.id_number?.id_number ?? null,
      documentNumber: document?.number ?? null,
      expiresOn: document?.expiration_date ?? null,
      files: [
        ...(front ? [{ kind: "front" as const, fileId: front }] : []),
        ...(back ? [{ kind: "back" as const, fileId: back }] : []),
        ...(selfie ? [{ kind: "selfie" as const, fileId: selfie }] : []),
      ],
    },
  };
}

function toSex(source: z.infer<z.ZodObject<typeof sex>> | null | undefined): ReadSex | null {
  if (!source?.sex && !source?.unparsed_sex) return null;
  return { read: source.sex ?? "unknown", printed: source.unparsed_sex };
}

/** Stripe allows a link to such a picture at most 30 s; we ask for less, so that a slow clock is not refused. */
const linkSeconds = 25;

/**
 * A link with which the browser itself loads a picture; it works for 25 s. Hand on, never keep. Its permission (Files: Write)
 * is another than that of the results, so it may be refused where they were read.
 */
export async function createImageLink(fileId: string, from: Date): Promise<Answered<{ url: string; expiresAt: Date }>> {
  const expiresAt = new Date(from.getTime() + linkSeconds * 1000);
  const link = await ask(
    () =>
      restrictedStripeClient().fileLinks.create({ file: fileId, expires_at: Math.floor(expiresAt.getTime() / 1000) }),
    // The results themselves were read a moment ago: their window is open.
    async () => "no_permission",
  );
  if (!link.ok) return link;
  return link.value.url ? { ok: true, value: { url: link.value.url, expiresAt } } : { ok: false, refusal: "refused" };
}

/** One call with the restricted key. `forbidden` says what a 403 means that names no missing permission. */
async function ask<T>(call: () => Promise<T>, forbidden: () => Promise<SensitiveRefusal>): Promise<Answered<T>> {
  try {
    const value = await callStripe(call);
    return value === null ? { ok: false, refusal: "gone" } : { ok: true, value };
  } catch (error) {
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    const refusal = await refusalOf(error, forbidden);
    log.error("Stripe gave no sensitive results", { code: refusal }, error);
    return { ok: false, refusal };
  }
}

async function refusalOf(error: AppError, forbidden: () => Promise<SensitiveRefusal>): Promise<SensitiveRefusal> {
  if (error.code === "stripe_busy") return "busy";
  if (error.code === "stripe_unavailable") return "unreachable";
  const { cause, status } = error;
  if (status === 401) return "key_invalid";
  if (!(cause instanceof Stripe.errors.StripeError)) return "refused";
  // Stripe API, error codes: an object that is named by a parameter and does not exist is a 400 with this code.
  if (cause.code === "resource_missing") return "gone";
  if (status !== 403) return "refused";
  // Seen on the real API: a missing permission of an endpoint is named, `rak_…`; that of sensitive results is not.
  return /\brak_/.test(cause.message) ? "no_permission" : forbidden();
}

/** Stripe docs, access results: a key without "all sensitive results" reads for 48 hours after processing. */
export const sensitiveWindowMs = 48 * 60 * 60 * 1000;

const yearSeconds = 31_536_000;

/**
 * Stripe says the same to a key without the permission and to one whose 48 h are over. A list of nothing with a sensitive
 * field, of which no window is over, is refused to the first alone; where it is not refused, our clock must tell.
 */
async function whyForbidden(processedAt: Date): Promise<SensitiveRefusal> {
  const nothing = { created: { gt: Math.floor(Date.now() / 1000) + yearSeconds }, limit: 1 };
  try {
    await callStripe(() =>
      restrictedStripeClient().identity.verificationSessions.list({
        ...nothing,
        expand: ["data.verified_outputs.dob"],
      }),
    );
  } catch (error) {
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    if (error.status === 403) return "no_permission";
  }
  return now().getTime() - processedAt.getTime() > sensitiveWindowMs ? "window_over" : "no_permission_or_window_over";
}
