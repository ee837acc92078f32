import { getTranslations } from "next-intl/server";
import { brand } from "@/lib/brand";
import { sellerTermsVersion } from "@/lib/policy/requirements";

const agreements = {
  agreement: "https://stripe.com/connect-account/legal",
  services: "https://stripe.com/legal",
} as const;

/** Under what a seller sells: Stripe's agreements, which are read there. */
export async function TermsText() {
  const t = await getTranslations("applicant.connect.terms");
  const link = (href: string) => (chunks: React.ReactNode) => (
    <a href={href} target="_blank" rel="noreferrer" className="font-semibold text-primary underline underline-offset-2">
      {chunks}
    </a>
  );
  return (
    <section className="note text-small">
      <h2 className="font-semibold">{t("title")}</h2>
      <p className="mt-1">
        {t.rich(`v${sellerTermsVersion}`, {
          company: brand.company,
          agreement: link(agreements.agreement),
          services: link(agreements.services),
        })}
      </p>
      <p className="muted mt-1 text-caption">{t("version", { version: sellerTermsVersion })}</p>
    </section>
  );
}
