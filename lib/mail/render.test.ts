import { expect, test } from "vitest";
import { renderMail } from "@/lib/mail/render";
import { signInMail } from "@/lib/mail/sign-in-mail";

test("a mail says the same in HTML and in plain text, and leads where its button says", async () => {
  const link = new URL("https://northwind.test/sign-in/confirm?token=0123");
  const content = await signInMail(link, "en");
  const { subject, html, text } = await renderMail(content, "en");
  expect(subject).toBe("Sign in to Northwind");
  const words = html.replace(/<(style|title)[\s\S]*?<\/\1>|<[^>]+>/g, "");
  for (const line of [content.title, ...content.paragraphs, content.button.label, content.opens, ...content.foot]) {
    expect(text).toContain(line);
    expect(words).toContain(line);
  }
  expect([...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual([link.href]);
  expect(text.match(/https?:\S+/g)).toEqual([link.href]);
  expect(html).toContain('<html dir="ltr" lang="en">');
});

test("what a text holds is text, also where it looks like HTML", async () => {
  const content = await signInMail(new URL("https://northwind.test"), "en");
  const { html } = await renderMail({ ...content, paragraphs: ["<script>a & b</script>"], bold: ["a & b"] }, "en");
  expect(html).not.toContain("<script>");
  expect(html).toContain("a &amp; b");
});
