import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Actions, Sheet, Title } from "@/app/_ui/frame";
import { Stage } from "@/app/_ui/stage";
import { ApplicantPage } from "./applicant-page";

/** The tab's title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.notFound");
  return { title: t("title") };
}

/** "Not there" and "not yours", which look the same. */
export default async function NotFound() {
  const t = await getTranslations("applicant.notFound");

  return (
    <ApplicantPage width="narrow">
      <Sheet>
        <Stage art="unknown" tone="neutral" size="tall" />
        <div className="mt-6">
          <Title lead={t("text")}>{t("title")}</Title>
        </div>
        <Actions>
          <ButtonLink href="/">{t("home")}</ButtonLink>
        </Actions>
      </Sheet>
    </ApplicantPage>
  );
}
