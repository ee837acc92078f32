import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PlainPage, PlainText } from "@/app/_ui/plain-page";
import { brand } from "@/lib/brand";

/** The tab's title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.notFound");
  return { title: t("title") };
}

/** "Not there" and "not yours", which look the same. */
export default async function NotFound() {
  const t = await getTranslations("applicant.notFound");

  return (
    <PlainPage company={brand.company}>
      <PlainText title={t("title")}>{t("text")}</PlainText>
      <a className="cta mt-8" href="/">
        {t("home")}
      </a>
    </PlainPage>
  );
}
