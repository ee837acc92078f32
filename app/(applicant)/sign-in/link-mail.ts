import { getLocale, getTranslations } from "next-intl/server";
import { directionOf } from "@/i18n/locales";
import type { LinkMail } from "@/lib/auth/sign-in";
import { brand } from "@/lib/brand";
import { env } from "@/lib/env";

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

// Mail programs know tables and colours as hex, little else; so this is not made of the pages' parts.
const toHtml = (
  texts: Record<"title" | "lead" | "press" | "opens" | "notYou" | "company", string>,
  frame: { lang: string; dir: string; link: string },
) => `<!doctype html>
<html lang="${frame.lang}" dir="${frame.dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(texts.title)}</title></head>
<body style="margin:0;background:#f6f7f9;color:#171c26;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td style="padding:0 4px 16px;font-size:19px;font-weight:600">${escaped(texts.company)}</td></tr>
<tr><td style="background:#ffffff;border:1px solid #e3e6ec;border-radius:20px;padding:32px">
<h1 style="margin:0 0 10px;font-size:28px;line-height:34px;font-weight:600">${escaped(texts.title)}</h1>
<p style="margin:0 0 24px;font-size:17px;line-height:25px">${escaped(texts.lead)}</p>
<a href="${escaped(frame.link)}" style="display:inline-block;background:#3348c8;color:#ffffff;text-decoration:none;font-size:17px;font-weight:600;line-height:24px;padding:16px 40px;border-radius:12px">${escaped(texts.press)}</a>
<p style="margin:28px 0 0;padding:16px;background:#f6f7f9;border-radius:12px;font-size:15px;line-height:22px">${escaped(texts.opens)}</p>
</td></tr>
<tr><td style="padding:20px 4px 0;font-size:13px;line-height:18px;color:#5b606b">${escaped(texts.notYou)}</td></tr>
</table></td></tr></table></body></html>`;

/** The mail with the sign-in link, in the language of the page that asks for it. Names nobody. */
export async function linkMail(): Promise<LinkMail> {
  const [t, locale] = await Promise.all([getTranslations("applicant.linkMail"), getLocale()]);
  const company = brand.company;
  const texts = {
    company,
    title: t("title", { company }),
    lead: t("lead"),
    press: t("press"),
    opens: t("opens", { host: new URL(env().appUrl).host }),
    notYou: t("notYou"),
  };

  return {
    subject: texts.title,
    text: (link) => [texts.title, texts.lead, link, texts.opens, texts.notYou].join("\n\n"),
    html: (link) => toHtml(texts, { lang: locale, dir: directionOf(locale), link }),
  };
}
