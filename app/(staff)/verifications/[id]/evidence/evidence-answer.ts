import type { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { RevealReason } from "@/lib/audit/actions";
import type { ValueName } from "@/lib/cases/evidence-fields";
import type { Evidence, EvidenceResult } from "@/lib/cases/schema";
import { revealLimit } from "@/lib/policy/limits";

type Words = Awaited<ReturnType<typeof getTranslations<"staff.case.evidence">>>;

/** Every field of evidence in words; `t` reads `staff.case.evidence`. */
export function writeValues(evidence: Evidence, format: StaffFormat, t: Words): Record<ValueName, string> {
  const { dateOfBirth, sex, placeOfBirth, idNumber, documentNumber, expiresOn } = evidence;
  const none = t("nothingRead");
  return {
    dateOfBirth: dateOfBirth ? format.date(dateOfBirth) : none,
    sex: sex ? t(sex.printed ? "sexPrinted" : "sexRead", { read: sex.read, printed: sex.printed ?? "" }) : none,
    placeOfBirth: placeOfBirth ?? none,
    idNumber: idNumber ?? none,
    documentNumber: documentNumber ?? none,
    expiresOn: expiresOn ? format.date(expiresOn) : t("noExpiry"),
  };
}

/** A place where a picture of evidence stands. */
export type ImageKind = Evidence["images"][number]["kind"];

/** A picture, or in words why Stripe gave none. */
export type WrittenImage = { kind: ImageKind } & ({ url: string } | { refusal: string });

/** What Stripe gave of pictures; `t` reads `staff.case.evidence`. */
export const writeImages = (images: Evidence["images"], t: Words): WrittenImage[] =>
  images.map((image) => ("url" in image ? image : { kind: image.kind, refusal: t(`picture.${image.refusal}`) }));

/** The words of evidence that is open; `openFor` holds `#` where the seconds go. `t` reads `staff.case.evidence`. */
export const openTexts = (t: Words, reason: RevealReason) => ({
  openFor: t("openFor", { seconds: "#" }),
  reason: t(`reasons.${reason}.past`),
  hide: t("hide"),
  noScript: t("noScript"),
  unreachable: { title: t("unreachable.title"), text: t("unreachable.text") },
  pictureRefused: t("picture.title"),
  absent: t("none.absent"),
  zoom: t("zoom"),
  alt: { front: t("alt.front"), back: t("alt.back"), selfie: t("alt.selfie") },
});

type FailureCode = Extract<EvidenceResult, { ok: false }>["code"] | "invalid_input";

/** Why nothing was opened, with its words; `t` reads `staff.case.evidence`. */
export const writeFailure = (t: Words, code: FailureCode) => ({
  ok: false as const,
  code,
  text: code === "too_many" ? t("failure.too_many", revealLimit) : t(`failure.${code}`),
});
