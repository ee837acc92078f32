import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderMail } from "@/lib/mail/render";
import { sellerMail } from "@/lib/mail/seller-mails";
import { violationsOf } from "@/testkit/axe";
import { findBrowser } from "@/testkit/browser";

/** One of each look: with a warning, with an error, without a mark. */
const looks = ["seller_7_days", "seller_paused", "seller_nothing_due"] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(await findBrowser());
});
afterAll(() => browser.close());

test.each([
  ["light", 390],
  ["dark", 390],
  ["light", 1440],
  ["dark", 1440],
] as const)("every mail can be read in %s at %i px, and fits", async (colorScheme, width) => {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  for (const kind of looks) {
    const facts = { count: 3, failed: 1, overdue: true, deadline: new Date("2026-11-26T15:00:00Z"), daysLeft: 7 };
    const mail = await sellerMail(
      kind,
      { ...facts, page: new URL("https://northwind.test/connect"), timeZone: "Europe/Berlin", line: null },
      "en",
    );
    await page.setContent((await renderMail(mail, "en")).html);
    const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
    expect(await violationsOf(page, { tags }), kind).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  }
  await context.close();
});
