import { describe, expect, test } from "vitest";
import { locales } from "@/i18n/locales";
import { brand } from "@/lib/brand";
import { sellerMailKinds } from "@/lib/mail/kinds";
import { personMail } from "@/lib/mail/person-mail";
import { renderMail } from "@/lib/mail/render";
import { type SellerFacts, sellerMail } from "@/lib/mail/seller-mails";

const facts: SellerFacts = {
  page: new URL("https://northwind.test/connect"),
  count: 3,
  failed: 1,
  overdue: true,
  deadline: new Date("2026-11-26T15:00:00Z"),
  daysLeft: 7,
  timeZone: "Europe/Berlin",
  line: null,
};
const moment = "Thursday, 26 November 2026, 16:00 Central European Time (UTC+1)";

describe.each(locales)("in %s", (locale) => {
  test.each(sellerMailKinds)(
    "%s has one button to the seller's page, without a token, and says why it comes",
    async (kind) => {
      const content = await sellerMail(kind, facts, locale);
      const { html, text } = await renderMail(content, locale);
      expect([...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual(["https://northwind.test/connect"]);
      expect(text).toContain(`${content.button.label}:\nhttps://northwind.test/connect\n`);
      expect(content.foot[0]).toContain(brand.company);
      expect(content.paragraphs.length).toBeGreaterThan(0);
      // A text that lost its value, or has none, shows its path or its braces.
      expect(text).not.toMatch(/seller\.|\{|\}/);
    },
  );
});

test.each([
  ["seller_due", "Stripe asks for 3 things. Please send them by MOMENT."],
  ["seller_7_days", "Please send them by MOMENT. If they are missing then, Stripe may pause your payouts."],
  [
    "seller_1_day",
    "The time ends on MOMENT. If they are missing then, Stripe may pause your payouts. If you cannot send them, write to us today.",
  ],
  ["seller_check_failed", "Please do it by MOMENT."],
  ["seller_details_changed", "Stripe checks them again. You have 14 days, until MOMENT, if something more is needed."],
] as const)("%s names the date with its zone and offset", async (kind, wanted) => {
  const { paragraphs } = await sellerMail(kind, facts, "en");
  expect(paragraphs).toContain(wanted.replace("MOMENT", moment));
});

test("one thing is one, and a date that there is not is not named", async () => {
  const { subject, paragraphs } = await sellerMail("seller_3_days", { ...facts, count: 1 }, "en");
  expect(subject).toBe("1 thing is still needed for your payouts");
  expect(paragraphs[0]).toBe(`Please send it by ${moment}. If it is missing then, Stripe may pause your payouts.`);
  const undated = await sellerMail("seller_due", { ...facts, deadline: null }, "en");
  expect(undated.paragraphs[0]).toBe("Stripe asks for 3 things. There is no date yet.");
});

test("payouts that are paused for another reason than time do not say that time is over", async () => {
  const { paragraphs } = await sellerMail("seller_paused", { ...facts, overdue: false }, "en");
  expect(paragraphs).toEqual(["Sign in to see how your account stands and what you can do."]);
});

test.each(["seller_closed", "seller_paused", "seller_charges_off"] as const)(
  "%s promises no reason, and says of nobody that they decided: the page may tell neither",
  async (kind) => {
    const { paragraphs } = await sellerMail(kind, { ...facts, overdue: false }, "en");
    expect(paragraphs.join(" ")).not.toMatch(/\b(why|reason|decided)\b|Stripe has made/i);
  },
);

test("the mail to a person names the company, and its one link alone", async () => {
  const link = new URL("https://northwind.test/connect/person?token=0123");
  const { html, text } = await renderMail(await personMail(link, "Samplewood & Sons", "en"), "en");
  expect(html).toContain("Samplewood &amp; Sons, where you have a role, sells on Northwind.");
  expect(text).toContain("Samplewood & Sons, where you have a role, sells on Northwind.");
  expect([...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual([link.href]);
});
