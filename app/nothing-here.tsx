import { useTranslations } from "next-intl";
import { NotFoundScreen } from "./global-error";

/** "Not there" and "not yours", which look the same. */
export function NothingHere() {
  const t = useTranslations("applicant.notFound");

  return <NotFoundScreen title={t("title")} text={t("text")} home={t("home")} />;
}
