import "server-only";
import { render } from "@react-email/render";
import { createElement } from "react";
import type { Locale } from "@/i18n/locales";
import type { MailContent } from "@/lib/mail/content";
import { MailFrame } from "@/lib/mail/frame";

/** A mail as it is handed to the mail server: HTML, and the same words as plain text. */
export type RenderedMail = { subject: string; html: string; text: string };

/** Writes a mail in both forms. `locale`: the language of its words. */
export async function renderMail(content: MailContent, locale: Locale): Promise<RenderedMail> {
  const html = await render(createElement(MailFrame, { content, locale }));
  const { mark, title, paragraphs, button, opens, foot } = content;
  const text = [mark?.text, title, ...paragraphs, `${button.label}:\n${button.href}`, opens, ...foot]
    .filter((part) => part !== undefined)
    .join("\n\n");
  return { subject: content.subject, html, text: `${text}\n` };
}
