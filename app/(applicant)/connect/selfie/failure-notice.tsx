import { getLocale, getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import type { failureWords } from "@/app/(applicant)/verify/asked-for";
import { documentList } from "@/app/(applicant)/verify/document-list";
import { countryName } from "@/i18n/countries";
import { brand } from "@/lib/brand";
import type { MyVerification } from "@/lib/verification/schema";

/** Why the last attempt did not end well, and what helps. `country`: where the document is from, as far as it was said. */
export async function FailureNotice({
  words,
  allowedDocuments,
  country,
}: {
  /** The name in `applicant.failure`. */
  words: ReturnType<typeof failureWords>;
  allowedDocuments: MyVerification["allowedDocuments"];
  country: string | null;
}) {
  const [t, document, locale] = await Promise.all([
    getTranslations("applicant"),
    getTranslations("applicant.document"),
    getLocale(),
  ]);
  const values = {
    company: brand.company,
    documents: documentList({ allowedDocuments }, document, locale),
    country: country ? countryName(country, locale) : "none",
  };
  const say = (part: "title" | "cause" | "hint") => t(`failure.${words}.${part}`, values);
  return (
    <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={say("title")}>
      <p>{say("cause")}</p>
      <p>{say("hint")}</p>
    </Notice>
  );
}
