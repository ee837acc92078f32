import { readFile } from "node:fs/promises";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, type Mail, test } from "./support/fixtures.ts";
import { fill, startSelling } from "./support/seller.ts";

type Mails = (to: string) => Promise<Mail[]>;

let addresses = 0;
/** An address of somebody who has no account. */
function someAddress(): string {
  addresses += 1;
  return `mira.${process.pid}.${addresses}@demo.test`;
}

/** A company with a representative who is not the seller; ends on the board. */
async function nameMira(page: Page): Promise<void> {
  await startSelling(page, { kind: "A company" });
  await page.goto("/connect/people/new?role=representative");
  await fill(page, { "First name": "Mira", "Last name": "Testerly" });
  await page.getByRole("button", { name: "Save this person" }).click();
  await expect(page.getByRole("heading", { name: "The person is saved" })).toBeVisible();
  await page.goto("/connect/people/new?role=owner");
  await fill(page, { "First name": "Theo", "Last name": "Samplewood" });
  await page.getByRole("textbox", { name: "Share of the company" }).fill("40");
  await page.getByRole("button", { name: "Save this person" }).click();
  await expect(page.getByRole("heading", { name: "The person is saved" })).toBeVisible();
}

const mirasRow = (page: Page) => page.getByRole("listitem").filter({ hasText: "Mira Testerly" });

async function invite(page: Page, email: string): Promise<void> {
  await page.goto("/connect/people");
  await mirasRow(page).getByRole("link", { name: "Send a link" }).click();
  await page.getByLabel("Where the link goes").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "The link is on its way" })).toBeVisible();
}

/** The newest link that was mailed to this address. */
async function linkTo(mails: Mails, email: string, count = 1): Promise<string> {
  await expect.poll(async () => (await mails(email)).length).toBe(count);
  const [mail] = await mails(email);
  return /http\S+\/invited\?token=[\w-]+/.exec(mail?.text ?? "")?.[0] ?? "";
}

/** Fills in what is asked of a representative in the United States. */
async function answerAsMira(page: Page): Promise<void> {
  await fill(page, { Month: "04", Day: "17", Year: "1988", "Phone number": "+1 503 555 0142" });
  await fill(page, { "E-mail address": "mira@example.com" });
  await fill(page, { "Street and number": "48 Kiln Street", City: "Portland", "ZIP code": "97204" });
  await page.getByLabel("State", { exact: true }).selectOption("OR");
  await page.getByLabel("Last 4 digits of the Social Security number").fill("0000");
  await page.getByLabel("Job title").fill("Managing director");
}

const own = (context: BrowserContext) => context.newPage();

test.describe("somebody of a company who has no account", { tag: "@emulator" }, () => {
  for (const script of [true, false]) {
    test(`gives her own data by a mailed link, ${script ? "with" : "without"} script, and sees nothing else of the account`, async ({
      browser,
      baseURL,
      page,
      signIn,
      mails,
      sql,
      stack,
    }) => {
      const { userId } = await signIn();
      await nameMira(page);
      const email = someAddress();
      await invite(page, email);
      await expect(mirasRow(page).getByText(/^Link sent on .*, not opened yet$/)).toBeVisible();

      const link = await linkTo(mails, email);
      const token = new URL(link).searchParams.get("token") ?? "";
      // A program that looks through mails opens it, and uses nothing up.
      for (let look = 0; look < 3; look++) expect((await fetch(link)).status).toBe(200);

      const context = await browser.newContext({ javaScriptEnabled: script, ...(baseURL && { baseURL }) });
      const hers = await own(context);
      const told: string[] = [];
      hers.on("request", (request) => {
        const { referer = "" } = request.headers();
        if (!(request.url() === link || request.postData()?.includes(token))) told.push(request.url());
        told.push(referer);
      });
      const answer = await hers.goto(link);
      expect(answer?.headers()).toMatchObject({ "referrer-policy": "strict-origin", "cache-control": "no-store" });
      await expect(hers.getByRole("heading", { level: 1 })).toHaveText("Answer for yourself");
      await hers.getByRole("button", { name: "Open my questions" }).click();
      await expect(hers.getByRole("heading", { level: 1 })).toHaveText("1 thing to answer");
      expect(hers.url()).toBe(`${stack.appUrl}/invited/tasks`);
      expect(await hers.content()).not.toMatch(/Theo|Samplewood|company_name|Bank account|Owners/);

      await hers.getByRole("link", { name: /^Your details/ }).click();
      await hers.getByRole("button", { name: "Send to Stripe" }).click();
      await expect(hers.getByText("Nothing is here yet. Please fill it in.").first()).toBeVisible();
      await answerAsMira(hers);
      await hers.getByRole("button", { name: "Send to Stripe" }).click();
      await expect(hers.getByRole("heading", { level: 1 })).toHaveText("Done, thank you");
      expect(told.join("\n")).not.toContain(token);

      // Her proof is none for a seller's page, nor for another task of the account.
      await hers.goto("/connect/people");
      await expect(hers).toHaveURL(/\/sign-in/);
      await hers.goto("/invited/tasks/bank");
      await expect(hers).toHaveURL(`${stack.appUrl}/invited/tasks`);

      // The link is used up for everybody else; in her own browser it leads back.
      await hers.goto(link);
      await expect(hers).toHaveURL(`${stack.appUrl}/invited/tasks`);
      expect(await (await fetch(link)).text()).toContain("This link was used already");

      await page.goto("/connect/people");
      await expect(mirasRow(page).getByText(/^Answered on/)).toBeVisible();
      const { rows } = await sql.query<{ action: string }>(
        `select action from audit_entry e join connected_account a on a.id::text = e.target_id
         where a.user_id = $1 and action like 'account.%invit%' order by e.id`,
        [userId],
      );
      expect(rows.map(({ action }) => action)).toEqual([
        "account.person_invited",
        "account.invitation_opened",
        "account.invitation_answered",
      ]);
      const logged = await Promise.all(
        ["web.log", "worker.log"].map((name) => readFile(path.join(stack.logsDirectory, name), "utf8")),
      );
      expect(logged.join("\n")).not.toContain(token);
      expect(logged.join("\n")).not.toContain(email);
      await context.close();
    });
  }

  test("is shut out when the link is sent anew or taken back, at once, and told so", async ({
    browser,
    baseURL,
    page,
    signIn,
    mails,
  }) => {
    await signIn();
    await nameMira(page);
    const email = someAddress();
    await invite(page, email);
    const first = await linkTo(mails, email);
    await invite(page, email);
    const second = await linkTo(mails, email, 2);
    expect(second).not.toBe(first);

    const context = await browser.newContext(baseURL ? { baseURL } : {});
    const hers = await own(context);
    await hers.goto(first);
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("This link was taken back");
    await hers.goto(second);
    await hers.getByRole("button", { name: "Open my questions" }).click();
    await hers.getByRole("link", { name: /^Your details/ }).click();
    await answerAsMira(hers);

    await page.goto("/connect/people");
    await expect(mirasRow(page).getByText(/^Link opened on/)).toBeVisible();
    await mirasRow(page).getByRole("link", { name: "Send a link" }).click();
    await page.getByText("Take the link back").first().click();
    await page.getByRole("button", { name: "Take the link back" }).click();
    await expect(page.getByRole("heading", { name: "The link is taken back" })).toBeVisible();

    await hers.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("Your time here has ended");
    await hers.goto(second);
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("This link was taken back");
    await context.close();
  });

  test("sees pages that axe has nothing against, in light and dark, on a phone", async ({
    browser,
    baseURL,
    page,
    signIn,
    mails,
  }) => {
    await signIn();
    await nameMira(page);
    const email = someAddress();
    await invite(page, email);
    const link = await linkTo(mails, email);
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, ...(baseURL && { baseURL }) });
    const hers = await own(context);
    const look = async (at: Page) => {
      for (const colorScheme of ["light", "dark"] as const) {
        await at.emulateMedia({ colorScheme });
        await at.reload();
        const { violations } = await new AxeBuilder({ page: at }).setLegacyMode().analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
        expect(await at.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      }
    };
    await hers.goto(link);
    await look(hers);
    await hers.getByRole("button", { name: "Open my questions" }).click();
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("1 thing to answer");
    await look(hers);
    await hers.getByRole("link", { name: /^Your details/ }).click();
    await expect(hers.getByLabel("Job title")).toBeVisible();
    await look(hers);
    await page.goto("/connect/people");
    await look(page);
    await mirasRow(page).getByRole("link", { name: "Send a link" }).click();
    await expect(page.getByRole("button", { name: "Send the link" })).toBeVisible();
    await look(page);
    await context.close();
  });
});
