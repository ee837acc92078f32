import "server-only";
import type { Locale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import { brand } from "@/lib/brand";
import type { MailContent } from "@/lib/mail/content";

/** The mail with a sign-in link. Names nobody. */
export async function signInMail(link: URL, locale: Locale): Promise<MailContent> {
  const t = await translatorOf(locale, "mail");
  const title = t("signIn.title", { company: brand.company });
  return {
    subject: title,
    mark: null,
    title,
    paragraphs: [t("signIn.lead")],
    button: { label: t("signIn.press"), href: link.href },
    opens: t("signIn.opens", { host: link.host }),
    foot: [t("signIn.notYou")],
    bold: [link.host],
  };
}
