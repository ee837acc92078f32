import { useTranslations } from "next-intl";
import { ConsentText } from "@/app/(applicant)/consent-text";
import { brand } from "@/lib/brand";
import { consentVersion } from "@/lib/policy/requirements";

const icons = { compared: "ScanFace", who: "Building2", long: "Clock", mind: "Undo2" } as const;

/** What an applicant agrees to, in the wording that is in force. */
export function ConsentFacts() {
  const t = useTranslations("applicant.consent");
  const company = brand.company;
  const version = consentVersion();
  // The third wording is that of an ID number without pictures.
  const number = version === 3;
  const facts = (["compared", "who", "long", "mind"] as const).map((fact) => ({
    icon: icons[fact],
    title: t(`facts.${fact}.title`),
    text:
      number && (fact === "compared" || fact === "long")
        ? t(`numberFacts.${fact}.text`)
        : t(`facts.${fact}.text`, { company }),
  }));
  const parts = (["1", "2", "3", "4", "5", "6"] as const).map((part) => ({
    title: t(`v${version}.${part}.title`),
    text: t(`v${version}.${part}.text`, { company }),
  }));
  return <ConsentText {...{ facts, parts, version }} />;
}
