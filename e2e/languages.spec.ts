import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { brand } from "../lib/brand.ts";
import { sessionCookie } from "../testkit/people.ts";
import { test as base, expect } from "./support/fixtures.ts";
import { buildWithPseudoLanguage, pseudoLocale } from "./support/pseudo-language.ts";
import { startSecondWeb } from "./support/second-web.ts";

/*
 * A second language works as soon as it is added: a copy of the product gets an invented one, and nothing that people read
 * stays English. A text from outside of the message files, or a key in place of its text, lacks the brackets.
 */

/** On a web with two languages, beside the product's own. */
const test = base.extend<object, { bilingual: string }>({
  bilingual: [
    async ({ stack }, use) => {
      const { directory, remove } = await buildWithPseudoLanguage();
      const web = await startSecondWeb(stack, { of: directory, environment: (url) => ({ APP_URL: url }) });
      await use(web.url);
      await web.stop();
      await remove();
    },
    { scope: "worker", timeout: 240_000 },
  ],
});

/** What no language translates and no element marks as data (`marksData`): names of ours, codes, ids and moments. */
const data = [
  new RegExp(`\\b(${brand.company}|${brand.product}|${brand.referencePrefix}\\d+)\\b`, "g"),
  /\b(vs|vr|evt)_\w+|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  /\bidentity\.verification_session\.\w+|\b[a-z]+(_[a-z]+)+\b/g,
  /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\b/g,
  /https?:\/\/\S+|\blocalhost:\d+\b/g,
  // A country's code, the language of the consent that was read, and a setting of PostgreSQL's.
  /\b[A-Z]{2}\b|(?<=⟧\d, )en$|\bfsync\b/g,
];

/** What shows data as they are, keys of a keyboard, or what Stripe says in English. */
const marksData = 'bdi, kbd, .code, .key-hint, [lang="en"], [title^="identity."]';

/** Every text and every spoken name of a page, its title first. */
const textsOf = (page: Page): Promise<{ text: string; isData: boolean }[]> =>
  page.evaluate((marks) => {
    const spoken = ["aria-label", "aria-description", "alt", "title", "placeholder"];
    const found = [{ text: document.title, isData: false }];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (node instanceof Element) {
        for (const name of spoken) found.push({ text: node.getAttribute(name) ?? "", isData: false });
      } else if (!node.parentElement?.closest("script, style, template")) {
        found.push({ text: node.textContent ?? "", isData: node.parentElement?.closest(marks) != null });
      }
    }
    return found;
  }, marksData);

/** The texts that have Latin letters outside data and the brackets of the pseudo-language. */
function untranslated(texts: readonly string[]): string[] {
  const withoutPseudo = (text: string) => text.replace(/⟦[^⟦⟧]*⟧/g, "⟧");
  const rest = (text: string) => data.reduce((left, each) => left.replace(each, ""), withoutPseudo(text));
  return [...new Set(texts.filter((text) => /\p{Script=Latin}/u.test(rest(text))))];
}

/** A message's path, which stands where its text cannot be written; not the mail address of a person of the tests. */
const messageKey = /\b(applicant|common|doctor|staff)\.(?![0-9a-f]{16}\b)\w/;

async function expectOnlyPseudo(page: Page, what: string): Promise<void> {
  await expect.soft(page.locator("html"), what).toHaveAttribute("lang", pseudoLocale);
  await expect.soft(page.locator("html"), what).toHaveAttribute("dir", "rtl");
  const texts = await textsOf(page);
  expect.soft(texts.filter(({ text }) => text.includes("⟦")).length, what).toBeGreaterThan(1);
  const ours = texts.filter(({ isData }) => !isData).map(({ text }) => text);
  expect.soft(untranslated(ours), what).toEqual([]);
  expect
    .soft(
      texts.filter(({ text }) => messageKey.test(text)),
      what,
    )
    .toEqual([]);
}

test.describe("who asks for another language", () => {
  test.use({ locale: pseudoLocale });

  test("reads nothing in English, from right to left", async ({
    bilingual,
    context,
    page,
    signIn,
    sql,
    verifiedCase,
  }) => {
    const { person, verificationId, sessionId } = await verifiedCase("selfie_face_mismatch");
    const look = async (path: string) => {
      await page.goto(bilingual + path);
      await expectOnlyPseudo(page, path);
    };

    for (const path of ["/", "/sign-in", "/sign-in?error=Verification", "/sign-in/confirm?token=none"])
      await look(path);
    await signIn("applicant");
    for (const path of ["/", "/verify", "/verify?step=details", "/verify?step=consent"]) await look(path);
    for (const ended of ["session_cancelled", "device_unsupported"]) await look(`/verify?ended=${ended}`);
    await context.addCookies([{ name: sessionCookie, value: person.token, url: bilingual }]);
    await look("/verify");
    await signIn("senior");
    const ofCase = `/verifications/${verificationId}`;
    for (const path of ["/", "/verifications", ofCase, `${ofCase}/cancel`, `${ofCase}/redact`]) await look(path);
    await signIn("developer");
    const { rows } = await sql.query<{ id: string }>("select id from stripe_event where object_id = $1", [sessionId]);
    const ofEvents = [`/${rows[0]?.id}`, "/replay?outcome=processed", `/drift?session=${sessionId}`, "?q=evt_none"];
    for (const path of ["/events", ...ofEvents.map((rest) => `/events${rest}`), "/health"]) await look(path);
  });

  test("is mailed a link in that language", async ({ bilingual, mails, page }) => {
    const email = `${randomUUID()}@demo.test`;
    await page.goto(`${bilingual}/sign-in`);
    await page.locator("input[name=email]").last().fill(email);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-in\/sent/);
    await expectOnlyPseudo(page, "link sent");

    await expect.poll(async () => (await mails(email)).length).toBe(1);
    const [mail] = await mails(email);
    expect(mail?.html).toContain(`<html lang="${pseudoLocale}" dir="rtl">`);
    expect(mail?.subject).toContain("⟦");
    expect(untranslated([mail?.subject ?? "", mail?.text ?? ""])).toEqual([]);
  });

  test("reads so that a page is not there, and why a request is refused", async ({
    bilingual,
    browser,
    request,
    signIn,
  }) => {
    // Of its own, because the browser reports the status 404 as an error of the page.
    const context = await browser.newContext({ locale: pseudoLocale });
    await signIn("applicant", context);
    const page = await context.newPage();
    expect((await page.goto(`${bilingual}/nothing-here`))?.status()).toBe(404);
    await expectOnlyPseudo(page, "404");
    await context.close();

    const refused = await request.put(`${bilingual}/sign-in`, { headers: { "accept-language": pseudoLocale } });
    expect(refused.status()).toBe(405);
    expect(refused.headers()["content-language"]).toBe(pseudoLocale);
    expect(untranslated([await refused.text()])).toEqual([]);
  });
});

test.describe("who asks for a language that is not there", () => {
  test.use({ locale: "fr-FR" });

  test("reads English, from left to right", async ({ bilingual, page }) => {
    await page.goto(`${bilingual}/sign-in`);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
    await expect(page.locator("body")).not.toContainText("⟦");
  });
});
