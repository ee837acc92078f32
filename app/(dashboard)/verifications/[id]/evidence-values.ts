import type { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import type { ValueName } from "@/lib/verification/evidence-fields";
import type { Evidence } from "@/lib/verification/schema";

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
