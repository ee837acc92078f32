import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { brand } from "../lib/brand.ts";
import { freePort } from "../scripts/process/ports.ts";
import { sessionCookie } from "../testkit/people.ts";
import { test as base, expect } from "./support/fixtures.ts";
import { buildWithPseudoLanguage, pseudoLocale } from "./support/pseudo-language.ts";
import { startSecondWeb } from "./support/second-web.ts";
import { fill, startSelling } from "./support/seller.ts";

/*
 * A second language works as soon as it is added: a copy of the product gets an invented one, and nothing that people read
 * stays English. A text from outside of the message files, or a key in place of its text, lacks the brackets.
 */

/** On a web with two languages, beside the product's own; `build` is the folder that it was made in. */
const test = base.extend<object, { build: string; bilingual: string }>({
  build: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern.
    async ({}, use) => {
      const { directory, remove } = await buildWithPseudoLanguage();
      await use(directory);
      await remove();
    },
    { scope: "worker", timeout: 240_000 },
  ],
  bilingual: [
    async ({ stack, build }, use) => {
      const web = await startSecondWeb(stack, { of: build, environment: (url) => ({ APP_URL: url }) });
      await use(web.url);
      await web.stop();
    },
    { scope: "worker" },
  ],
});

/** What no language translates and no element marks as data (`marksData`): names of ours, codes, ids and moments. */
const data = [
  new RegExp(`\\b(${brand.company}|${brand.product}|${brand.referencePrefix}\\d+)\\b`, "g"),
  /\b(vs|vr|evt)_\w+|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  /\bidentity\.verification_session\.\w+|\b[a-z]+(_[a-z]+)+\b/g,
  /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\b/g,
  // What an official number looks like.
  /\b[A-Z]{2,3} ?\d[\d ]+/g,
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
      } else if (!node.parentElement?.closest("script, noscript, style, template")) {
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
const messageKey = /\b(applicant|common|connect|doctor|staff)\.(?![0-9a-f]{16}\b)\w/;

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
    const ofEvents = [`/${rows[0]?.id}`, "/replay?outcome=processed", `/drift?target=${sessionId}`, "?q=evt_none"];
    for (const path of ["/events", ...ofEvents.map((rest) => `/events${rest}`), "/health"]) await look(path);
  });

  test("sells in that language, from right to left", async ({ bilingual, page, signIn }) => {
    const look = async (path: string) => {
      await page.goto(bilingual + path);
      await expectOnlyPseudo(page, path);
    };
    // Begun and filled in English, on the product beside it: a session is one for both.
    await signIn("applicant");
    await look("/connect");
    await startSelling(page, { country: "DE", kind: "A company" });
    await page.goto("/connect/people/new?role=representative");
    // A name within one of our texts cannot be told from it, unless by its letters.
    await fill(page, { "First name": "Юнона", "Last name": "Образцова" });
    await page.getByRole("checkbox", { name: /^Owner/ }).check();
    await page.getByRole("button", { name: "Save this person" }).click();
    const details = await page.getByRole("link", { name: "Details of Юнона Образцова" }).getAttribute("href");
    for (const path of ["", "/people", "/people/new", "/tasks/company", "/tasks/shop", "/tasks/bank", "/change/tax"]) {
      await look(`/connect${path}`);
    }
    await look(details ?? "");

    await signIn("applicant");
    await startSelling(page, { country: "JP" });
    const document = "/connect/tasks/id?person=individual";
    for (const path of [document, `${document}&document=driving_licence`, "/connect/tasks/you?person=individual"]) {
      await look(path);
    }
    await look("/connect/tasks/bank");
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
    expect(mail?.html).toContain(`<html dir="rtl" lang="${pseudoLocale}">`);
    expect(mail?.subject).toContain("⟦");
    expect(untranslated([mail?.subject ?? "", mail?.text ?? ""])).toEqual([]);
  });

  test("reads on the applicant's page what came of a verification", async ({
    bilingual,
    context,
    page,
    sql,
    verifiedCase,
  }) => {
    const { person, verificationId } = await verifiedCase("document_expired");
    await context.addCookies([{ name: sessionCookie, value: person.token, url: bilingual }]);
    const ends: Record<string, string> = {
      resume: "status = 'in_progress', failure_code = null",
      checking: "status = 'checking'",
      verified: "status = 'verified', verified_at = now()",
      "in review": "status = 'in_review'",
      declined: "status = 'declined'",
      "too young": "status = 'closed', failure_code = 'under_supported_age'",
      "attempts used up": "status = 'action_needed', failure_code = 'document_expired', attempts = max_attempts",
      "being deleted": "redaction_requested_at = now()",
    };
    for (const [name, columns] of Object.entries(ends)) {
      await sql.query(`update verification set ${columns} where id = $1`, [verificationId]);
      await page.goto(`${bilingual}/verify`);
      await expectOnlyPseudo(page, name);
    }
  });

  test("reads so that a page is not there, or failed", async ({
    build,
    bilingual,
    browser,
    signIn,
    sql,
    stack,
    verifiedCase,
  }) => {
    const { verificationId } = await verifiedCase("document_expired");
    // Of its own, because the browser reports the status of such a page as an error of its own.
    const context = await browser.newContext({ locale: pseudoLocale });
    const page = await context.newPage();
    const look = async (url: string, status: number) => {
      expect((await page.goto(url))?.status(), url).toBe(status);
      await expectOnlyPseudo(page, url);
    };

    await signIn("applicant", context);
    await look(`${bilingual}/nothing-here`, 404);
    await sql.query("alter table declared_details rename to declared_details_away");
    try {
      await look(`${bilingual}/verify`, 500);
      await signIn("senior", context);
      await look(`${bilingual}/verifications/${verificationId}`, 500);
    } finally {
      await sql.query("alter table declared_details_away rename to declared_details");
    }

    const away = new URL(stack.databaseUrl);
    away.port = String(await freePort());
    const environment = (url: string) => ({ APP_URL: url, DATABASE_URL: away.href });
    const web = await startSecondWeb(stack, { of: build, environment });
    try {
      for (const path of ["/verify", "/verifications"]) await look(web.url + path, 500);
    } finally {
      await web.stop();
      await context.close();
    }
  });

  test("reads why a request is refused", async ({ bilingual, context, signIn }) => {
    await signIn("reviewer");
    const form = { "content-type": "multipart/form-data; boundary=a" };
    const refused: [status: number, method: string, path: string, headers?: Record<string, string>, data?: string][] = [
      [400, "GET", "/verifications/%"],
      [400, "POST", "/sign-in", form, "x"],
      [403, "POST", "/sign-in", { ...form, origin: "http://another.example" }, "x"],
      [403, "POST", "/verifications/export", { origin: "http://another.example" }, "x"],
      [404, "GET", "/_global-error"],
      [405, "PUT", "/sign-in"],
      [413, "POST", "/sign-in", form, "x".repeat(300_000)],
      [415, "POST", "/sign-in", { "content-type": "text/html" }, "x"],
    ];
    for (const [status, method, path, headers, data] of refused) {
      const answer = await context.request.fetch(bilingual + path, {
        method,
        headers: { "accept-language": pseudoLocale, ...headers },
        ...(data && { data }),
      });
      expect.soft([answer.status(), answer.headers()["content-language"]], path).toEqual([status, pseudoLocale]);
      // A page in the place of a sentence would be long.
      const said = (await answer.text()).slice(0, 300);
      expect.soft(said, path).toContain("⟦");
      expect.soft(untranslated([said]), path).toEqual([]);
    }
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
