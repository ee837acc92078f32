import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { brand } from "@/lib/brand";
import { consentVersion } from "@/lib/policy/requirements";

const facts = { compared: "ScanFace", who: "Building2", long: "Clock", mind: "Undo2" } as const;

/** What one agrees to: four facts, and the full text in the wording that is in force. */
export function ConsentFacts() {
  const t = useTranslations("applicant.consent");
  const company = brand.company;
  const version = consentVersion();
  // The third wording is that of an ID number without pictures.
  const number = version === 3;

  return (
    <>
      <ul className="rows mt-2">
        {(["compared", "who", "long", "mind"] as const).map((fact) => (
          <li key={fact} className="flex gap-3.5 py-3">
            <span className="mt-0.5">
              <Disc tone="primary">
                <Icon of={facts[fact]} className="size-5" />
              </Disc>
            </span>
            <div>
              <h2 className="font-semibold">{t(`facts.${fact}.title`)}</h2>
              <p className="muted mt-0.5 text-small">
                {number && (fact === "compared" || fact === "long")
                  ? t(`numberFacts.${fact}.text`)
                  : t(`facts.${fact}.text`, { company })}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <details className="fold">
        <summary className="text-link">
          {t("full")}
          <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
        </summary>
        <div className="note mt-1 flex flex-col gap-3 text-small">
          {(["1", "2", "3", "4", "5", "6"] as const).map((part) => (
            <p key={part}>
              <b className="font-semibold">{t(`v${version}.${part}.title`)}</b>{" "}
              {t(`v${version}.${part}.text`, { company })}
            </p>
          ))}
          <p className="muted text-caption">{t("version", { version })}</p>
        </div>
      </details>
    </>
  );
}
