import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Disc } from "@/app/_ui/mark";

/** What one agrees to: the facts at a glance, and the full text in parts with the version that is in force. */
export function ConsentText({
  facts,
  parts,
  version,
}: {
  facts: readonly { icon: IconName; title: string; text: string }[];
  parts: readonly { title: string; text: string }[];
  version: number;
}) {
  const t = useTranslations("applicant.consent");
  return (
    <>
      <ul className="rows mt-2">
        {facts.map(({ icon, title, text }) => (
          <li key={title} className="flex gap-3.5 py-3">
            <span className="mt-0.5">
              <Disc tone="primary">
                <Icon of={icon} className="size-5" />
              </Disc>
            </span>
            <div>
              <h2 className="font-semibold">{title}</h2>
              <p className="muted mt-0.5 text-small">{text}</p>
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
          {parts.map(({ title, text }) => (
            <p key={title}>
              <b className="font-semibold">{title}</b> {text}
            </p>
          ))}
          <p className="muted text-caption">{t("version", { version })}</p>
        </div>
      </details>
    </>
  );
}
