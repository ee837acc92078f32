import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";

/** How to let the page use the camera, with the sign to look for. */
export function CameraSteps() {
  const t = useTranslations("applicant.cameraSteps");
  const sign = <Icon of="SlidersHorizontal" className="size-4" />;
  const bold = (text: ReactNode) => <b className="font-semibold">{text}</b>;

  return (
    <div className="note mt-4">
      <div
        className="field-border flex h-11 items-center gap-2.5 rounded-full border bg-base-100 px-1.5 text-small"
        aria-hidden="true"
      >
        <span className="grid size-8 place-items-center rounded-full bg-primary text-primary-content">{sign}</span>
        <span className="h-1.5 w-32 rounded-full bg-base-content/20" />
      </div>
      <ol className="mt-4 flex flex-col gap-2.5 text-small">
        {(["1", "2", "3"] as const).map((step) => (
          <li key={step} className="flex gap-3">
            <span className="w-4 font-semibold text-primary">{step}</span>
            <span className="flex-1">
              {t.rich(step, {
                b: bold,
                sign: () => (
                  <>
                    <span className="sr-only">{t("sign")}</span>
                    <span className="inline-flex align-middle text-primary">{sign}</span>
                  </>
                ),
              })}
            </span>
          </li>
        ))}
      </ol>
      <p className="muted mt-3 text-caption">{t("for")}</p>
      <details className="fold -mb-2">
        <summary className="text-link">{t("other")}</summary>
        <p className="text-small">{t("safari")}</p>
        <p className="mt-2 text-small">{t("firefox")}</p>
      </details>
    </div>
  );
}
