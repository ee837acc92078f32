import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { NotFoundScreen } from "./global-error";

/** The tab's title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.notFound");
  return { title: t("title") };
}

/**
 * "Not there" and "not yours", which look the same. Next renders it with every page, before anything comes from the database:
 * so it is here that React learns that the request's words have come, and no part that uses them later waits for them again.
 */
export default function NotFound() {
  const t = useTranslations("applicant.notFound");

  return <NotFoundScreen title={t("title")} text={t("text")} home={t("home")} />;
}
