import { readFile } from "node:fs/promises";
import path from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import type pg from "pg";
import { expectAccessibleOnPhone } from "./support/accessible.ts";
import { expect, test } from "./support/fixtures.ts";
import {
  askForLink,
  askPerson,
  invite,
  linkTo,
  namePeople,
  openLink,
  rowOf,
  sendLink,
  someAddress,
} from "./support/invited.ts";
import { drawPicture } from "./support/pictures.ts";
import { fill } from "./support/seller.ts";

const herName = "Mira Testerly";
const mirasRow = (page: Page) => rowOf(page, herName);

/** Fills in what is asked of a representative in the United States. */
async function answerAsMira(page: Page): Promise<void> {
  await fill(page, { Month: "04", Day: "17", Year: "1988", "Phone number": "+1 503 555 0142" });
  await fill(page, { "E-mail address": "mira@example.com" });
  await fill(page, { "Street and number": "48 Kiln Street", City: "Portland", "ZIP code": "97204" });
  await page.getByLabel("State", { exact: true }).selectOption("OR");
  await page.getByLabel("Last 4 digits of the Social Security number").fill("0000");
  await page.getByLabel("Job title").fill("Managing director");
}

const chooseFile = (page: Page, file: Awaited<ReturnType<typeof drawPicture>>) =>
  page.getByRole("form", { name: "Document", exact: true }).locator("input[name=file]").setInputFiles(file);

/** Stripe's id of a seller's account. */
async function accountOf(sql: pg.Pool, userId: string): Promise<string> {
  const { rows } = await sql.query<{ id: string }>("select stripe_id as id from connected_account where user_id = $1", [
    userId,
  ]);
  return rows[0]?.id ?? "";
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
      await namePeople(page);
      const email = someAddress();
      await invite(page, herName, email);
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
      expect(answer?.headers()).toMatchObject({
        "referrer-policy": "strict-origin",
        "cache-control": "no-store, no-transform",
      });
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

  for (const script of [true, false]) {
    test(`sends her own document to its end, ${script ? "with" : "without"} script, and the seller sees it as hers`, async ({
      browser,
      baseURL,
      page,
      signIn,
      mails,
      sql,
      stripe,
      emulator,
    }) => {
      const { userId } = await signIn();
      await namePeople(page);
      const account = await accountOf(sql, userId);
      const mira = await askPerson({ emulator, sql }, userId, ["document"], "representative");
      const email = someAddress();
      await sendLink(page, herName, email);

      const context = await browser.newContext({ javaScriptEnabled: script, ...(baseURL && { baseURL }) });
      const hers = await own(context);
      await hers.goto(await linkTo(mails, email));
      await hers.getByRole("button", { name: "Open my questions" }).click();
      await expect(hers.getByRole("heading", { level: 1 })).toHaveText("2 things to answer");
      await hers.getByRole("link", { name: /^Your ID document/ }).click();
      await hers.getByRole("radio", { name: /^Passport The page/ }).check();
      await hers.getByRole("button", { name: "Continue" }).click();
      const send = async (file: Parameters<typeof chooseFile>[1]) => {
        await chooseFile(hers, file);
        // The script sends it at once.
        if (!script) await hers.getByRole("button", { name: "Send this file" }).click();
      };
      await send({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
      await expect(hers.getByText("This kind of file cannot be used").first()).toBeVisible();
      // Drawn by the seller's page, which has a script.
      await send(await drawPicture(page));
      await expect(hers.getByText("Ready. It is at Stripe.")).toBeVisible();
      await hers.getByRole("button", { name: "Send for checking" }).click();
      await expect(hers).toHaveURL(/\/invited\/tasks\?done=sent$/);
      await expect(hers.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
      await expect(hers.getByRole("heading", { level: 1 })).toHaveText("1 thing to answer");

      const { rows } = await sql.query<{ id: string; used: boolean }>(
        `select f.id, f.used_at is not null as used from account_file f
         join connected_account a on a.id = f.account_id where a.user_id = $1`,
        [userId],
      );
      expect(rows).toEqual([{ id: expect.stringMatching(/^file_/), used: true }]);
      const { verification } = await stripe.accounts.retrievePerson(account, mira);
      expect(verification?.document?.front).toBe(rows[0]?.id);
      await expect(async () => {
        await page.goto("/connect");
        await expect(page.getByRole("link", { name: /^ID document of Mira Testerly/ })).toHaveCount(0, {
          timeout: 1_000,
        });
      }).toPass();
      await context.close();
    });
  }

  test("is told that her time has ended, whatever she does next, and that nothing more was sent", async ({
    browser,
    baseURL,
    page,
    signIn,
    mails,
    sql,
    stripe,
    emulator,
  }) => {
    const { userId } = await signIn();
    await namePeople(page);
    const account = await accountOf(sql, userId);
    const mira = await askPerson({ emulator, sql }, userId, ["document"], "representative");
    const email = someAddress();
    await sendLink(page, herName, email);
    const link = await linkTo(mails, email);
    const context = await browser.newContext(baseURL ? { baseURL } : {});
    const hers = await own(context);
    await hers.goto(link);
    await hers.getByRole("button", { name: "Open my questions" }).click();
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("2 things to answer");
    const document = await own(context);
    await document.goto("/invited/tasks/id");
    await document.getByRole("radio", { name: /^Passport The page/ }).check();
    await document.getByRole("button", { name: "Continue" }).click();
    await expect(document.getByRole("form", { name: "Document", exact: true })).toBeVisible();
    await hers.getByRole("link", { name: /^Your details/ }).click();
    await answerAsMira(hers);

    // Her two hours are over.
    await sql.query("update person_invitation set session_ends_at = now() where person_id = $1", [mira]);
    await chooseFile(document, await drawPicture(document));
    await expect(document.getByRole("form", { name: "Document", exact: true }).getByRole("alert")).toContainText(
      "Ask whoever invited you for a new link",
    );
    await hers.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("Your time here has ended");
    for (const address of ["/invited/tasks", "/invited/tasks/id", "/invited"]) {
      await hers.goto(address);
      await expect(hers.getByRole("heading", { level: 1 })).toHaveText("Your time here has ended");
    }
    await hers.goto(link);
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("This link was used already");
    expect((await stripe.accounts.retrievePerson(account, mira)).dob?.year).toBeNull();
    expect((await stripe.files.list({}, { stripeAccount: account })).data).toEqual([]);
    await page.goto("/connect/people");
    await expect(mirasRow(page).getByText(/^Link opened on .*, not everything was given$/)).toBeVisible();
    await context.close();
  });

  test("sends a picture where one answers instead of a number", async ({
    browser,
    page,
    signIn,
    mails,
    sql,
    emulator,
  }) => {
    const { userId } = await signIn();
    // Each would read the account anew, and with it that Stripe says no such thing of this one.
    await emulator.control("/faults", { target: "webhooks", kind: "drop", probability: 1, seed: 1 });
    await namePeople(page);
    // What Stripe says of countries where the emulator has no such pair.
    await sql.query(
      `update connected_account a set alternatives = json_build_array(json_build_object(
         'original', json_build_array(p.id || '.ssn_last_4'),
         'alternative', json_build_array(p.id || '.verification.document')))
       from account_person p where p.account_id = a.id and 'representative' = any(p.roles) and a.user_id = $1`,
      [userId],
    );
    const email = someAddress();
    await sendLink(page, herName, email);
    const hers = await openLink(browser, await linkTo(mails, email));
    await hers.getByRole("link", { name: /^Your details/ }).click();
    await hers.getByRole("radio", { name: "ID document" }).check();
    await hers.getByRole("link", { name: "Send a picture instead" }).click();
    await hers.getByRole("link", { name: "Back to the answers" }).click();
    await hers.getByRole("radio", { name: "ID document" }).check();
    await hers.getByRole("link", { name: "Send a picture instead" }).click();
    await hers.getByRole("radio", { name: /^Passport The page/ }).check();
    await hers.getByRole("button", { name: "Continue" }).click();
    await chooseFile(hers, await drawPicture(page));
    await expect(hers.getByText("Ready. It is at Stripe.")).toBeVisible();
    await hers.getByRole("button", { name: "Send for checking" }).click();
    await expect(hers.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    await hers.context().close();
    await emulator.control("/faults", undefined, "DELETE");
  });

  test("gets in by one browser alone, where two open the link before either presses", async ({
    browser,
    baseURL,
    page,
    signIn,
    mails,
  }) => {
    await signIn();
    await namePeople(page);
    const email = someAddress();
    await sendLink(page, herName, email);
    const link = await linkTo(mails, email);
    const contexts = await Promise.all([0, 1].map(() => browser.newContext(baseURL ? { baseURL } : {})));
    const pages = await Promise.all(contexts.map(own));
    const press = (each: Page) => each.getByRole("button", { name: "Open my questions" });
    for (const each of pages) await each.goto(link);
    for (const each of pages) await expect(press(each)).toBeVisible();
    await Promise.all(pages.map((each) => press(each).click()));
    for (const each of pages) {
      await expect(each.getByRole("heading", { level: 1 })).toHaveText(
        /^(1 thing to answer|This link was used already)$/,
      );
    }
    const titles = await Promise.all(pages.map((each) => each.getByRole("heading", { level: 1 }).textContent()));
    expect(titles.toSorted()).toEqual(["1 thing to answer", "This link was used already"]);
    for (const context of contexts) await context.close();
  });

  test("is sent so many links and no more, to one address and in all, and the last one still works", async ({
    browser,
    baseURL,
    page,
    signIn,
    mails,
  }) => {
    await signIn();
    await namePeople(page);
    const refused = page.getByRole("heading", { name: "Many links were sent today" });
    const [first, second] = [someAddress(), someAddress()];
    for (let sent = 0; sent < 3; sent++) await sendLink(page, herName, first);
    await askForLink(page, herName, first);
    await expect(refused).toBeVisible();
    await expect(page.getByLabel("Where the link goes")).toHaveValue(first);
    for (let sent = 0; sent < 2; sent++) await sendLink(page, herName, second);
    await askForLink(page, herName, someAddress());
    await expect(refused).toBeVisible();
    expect(await linkTo(mails, first, 3)).not.toBe("");

    const context = await browser.newContext(baseURL ? { baseURL } : {});
    const hers = await own(context);
    await hers.goto(await linkTo(mails, second, 2));
    await hers.getByRole("button", { name: "Open my questions" }).click();
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("1 thing to answer");
    await context.close();
  });

  test("is shut out when the link is sent anew or taken back, at once, and told so", async ({
    browser,
    baseURL,
    page,
    signIn,
    mails,
  }) => {
    await signIn();
    await namePeople(page);
    const email = someAddress();
    await invite(page, herName, email);
    const first = await linkTo(mails, email);
    await invite(page, herName, email);
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
    await namePeople(page);
    const email = someAddress();
    await sendLink(page, herName, email);
    const link = await linkTo(mails, email);
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, ...(baseURL && { baseURL }) });
    const hers = await own(context);
    await hers.goto(link);
    await expectAccessibleOnPhone(hers);
    await hers.getByRole("button", { name: "Open my questions" }).click();
    await expect(hers.getByRole("heading", { level: 1 })).toHaveText("1 thing to answer");
    await expectAccessibleOnPhone(hers);
    await hers.getByRole("link", { name: /^Your details/ }).click();
    await expect(hers.getByLabel("Job title")).toBeVisible();
    await expectAccessibleOnPhone(hers);
    await page.goto("/connect/people");
    await expectAccessibleOnPhone(page);
    await mirasRow(page).getByRole("link", { name: "Send a link" }).click();
    await expect(page.getByRole("button", { name: "Send the link" })).toBeVisible();
    await expectAccessibleOnPhone(page);
    await context.close();
  });
});
