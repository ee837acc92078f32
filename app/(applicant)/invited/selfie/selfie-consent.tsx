import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { brand } from "@/lib/brand";
import { personConsentVersion } from "@/lib/policy/requirements";

const facts = { who: "Building2", compared: "ScanFace", long: "Clock", mind: "Undo2" } as const;

/** What somebody invited agrees to: four facts, and the full text. Another text is another `personConsentVersion`. */
export function SelfieConsent({ business }: { business: string }) {
  const t = useTranslations("applicant.invited.selfie");
  const consent = useTranslations("applicant.consent");
  const names = { business, company: brand.company };
  return (
    <>
      <ul className="rows mt-3">
        {(["who", "compared", "long", "mind"] as const).map((fact) => (
          <li key={fact} className="flex gap-3.5 py-3">
            <span className="mt-0.5">
              <Disc tone="primary">
                <Icon of={facts[fact]} className="size-5" />
              </Disc>
            </span>
            <div>
              <h2 className="font-semibold">{t(`facts.${fact}.title`)}</h2>
              <p className="muted mt-0.5 text-small">{t(`facts.${fact}.text`, names)}</p>
            </div>
          </li>
        ))}
      </ul>
      <details className="fold">
        <summary className="text-link">
          {consent("full")}
          <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
        </summary>
        <div className="note mt-1 flex flex-col gap-3 text-small">
          {(["1", "2", "3", "4", "5"] as const).map((part) => (
            <p key={part}>
              <b className="font-semibold">{t(`v1.${part}.title`)}</b> {t(`v1.${part}.text`, names)}
            </p>
          ))}
          <p className="muted text-caption">{consent("version", { version: personConsentVersion })}</p>
        </div>
      </details>
    </>
  );
}
