import "server-only";
import type { Locale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import { brand } from "@/lib/brand";
import type { MailContent } from "@/lib/mail/content";

/**
 * The mail that asks somebody with a role in a seller's company for their own data. `link` works once; `seller` is the
 * company's name, without which nobody could know what it is about; null: it has given none yet.
 */
export async function personMail(link: URL, business: string | null, locale: Locale): Promise<MailContent> {
  const t = await translatorOf(locale, "mail");
  const { company } = brand;
  const title = t("person.title");
  return {
    subject: title,
    mark: null,
    title,
    paragraphs: [
      business === null ? t("person.leadNameless", { company }) : t("person.lead", { seller: business, company }),
    ],
    button: { label: t("person.open"), href: link.href },
    opens: t("person.opens", { host: link.host }),
    foot: [
      business === null ? t("person.becauseNameless") : t("person.because", { seller: business }),
      t("frame.question", { address: brand.supportAddress }),
      company,
    ],
    bold: [link.host],
  };
}
