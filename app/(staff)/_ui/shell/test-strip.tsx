import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";

/** Says, before anything else on the page, that nobody here is real. Live mode has no strip. */
export function TestStrip(stripe: { emulator: boolean; livemode: boolean; apiVersion: string }) {
  const t = useTranslations("staff.strip");
  if (stripe.livemode) return null;
  return (
    <aside className="test-strip" aria-label={t("label")}>
      <Icon of="FlaskConical" className="size-3" />
      <strong className="font-semibold whitespace-nowrap">{t("test")}</strong>
      <span className="truncate">{t(stripe.emulator ? "emulator" : "testKeys")}</span>
      <span className="ms-auto hidden whitespace-nowrap md:inline">
        <bdi>{t("api", { version: stripe.apiVersion })}</bdi>
      </span>
    </aside>
  );
}
