import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import { type Tone, toneClass } from "@/app/_ui/notice";

const steps = ["prepare", "capture", "checking", "result"] as const;

/** Where the person really stands: 0 prepare, 1 capture, 2 checking, 3 result. */
export type RailStep = 0 | 1 | 2 | 3;

/** Where the person stands, in four steps. */
export function Rail({ step, tone }: { step: RailStep; tone: Tone }) {
  const t = useTranslations("applicant.rail");

  return (
    <ol className={`rail ${toneClass[tone]}`} aria-label={t("label")}>
      {steps.map((name, index) => (
        <li
          key={name}
          data-state={index < step ? "done" : undefined}
          aria-current={index === step ? "step" : undefined}
        >
          {index < step && <Icon of="Check" className="size-3.5 text-primary" />}
          {t(name)}
        </li>
      ))}
    </ol>
  );
}
