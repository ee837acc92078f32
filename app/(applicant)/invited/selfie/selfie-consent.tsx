import { useTranslations } from "next-intl";
import { ConsentText } from "@/app/(applicant)/consent-text";
import { brand } from "@/lib/brand";
import { personConsentVersion } from "@/lib/policy/requirements";

const icons = { who: "Building2", compared: "ScanFace", long: "Clock", mind: "Undo2" } as const;

/** What somebody invited agrees to. Another text is another `personConsentVersion`. */
export function SelfieConsent({ business }: { business: string }) {
  const t = useTranslations("applicant.invited.selfie");
  const names = { business, company: brand.company };
  const facts = (["who", "compared", "long", "mind"] as const).map((fact) => ({
    icon: icons[fact],
    title: t(`facts.${fact}.title`),
    text: t(`facts.${fact}.text`, names),
  }));
  const parts = (["1", "2", "3", "4", "5"] as const).map((part) => ({
    title: t(`v1.${part}.title`),
    text: t(`v1.${part}.text`, names),
  }));
  return <ConsentText {...{ facts, parts }} version={personConsentVersion} />;
}
