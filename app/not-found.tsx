import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { brand } from "@/lib/brand";
import { NotFoundScreen } from "./global-error";

/** The title of the empty document that Next sends when a page throws `notFound()`. What its script draws has its own. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.notFound");
  return { title: `${t("title")} · ${brand.company}` };
}

/**
 * "Not there" and "not yours", which look the same. Next renders it with every page, before anything comes from the database:
 * so it is here that React learns that the request's words have come, and no part that uses them later waits for them again.
 */
export default function NotFound() {
  const t = useTranslations("applicant.notFound");

  return <NotFoundScreen title={t("title")} text={t("text")} home={t("home")} />;
}
