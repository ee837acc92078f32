import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { drawPicture } from "./support/pictures.ts";
import { startSelling } from "./support/seller.ts";

const side = (page: Page, name: string) => page.getByRole("form", { name, exact: true });
const choose = (page: Page, name: string, file: Awaited<ReturnType<typeof drawPicture>>) =>
  side(page, name).locator("input[name=file]").setInputFiles(file);
const isReady = (page: Page, name: string) =>
  expect(side(page, name).getByText("Ready. It is at Stripe.")).toBeVisible();

const task = "/connect/tasks/id?person=individual";

async function chooseLicence(page: Page): Promise<void> {
  await page.goto(task);
  await page.getByRole("radio", { name: /^Driver’s license/ }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(side(page, "Back")).toBeVisible();
}

test.describe("a seller's ID document", { tag: "@emulator" }, () => {
  test("is looked at before it is sent, sent side by side over a broken line, refused by Stripe, and sent anew", async ({
    page,
    signIn,
    letChecksEnd,
    sql,
    emulator,
  }) => {
    const { userId } = await signIn();
    await startSelling(page);
    await chooseLicence(page);

    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/uploads/")) sent.push(request.url());
    });
    await choose(page, "Front", { name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
    await expect(side(page, "Front").getByRole("alert")).toContainText(
      "This kind of file cannot be used. Choose one of the kinds named below.",
    );
    // What had the keyboard is gone meanwhile: what came of the file has it.
    await expect(side(page, "Front").getByRole("alert")).toBeFocused();
    await choose(page, "Front", await drawPicture(page, { colour: false }));
    await expect(side(page, "Front").getByRole("alert")).toContainText("This picture is black and white");
    await choose(page, "Front", await drawPicture(page, { width: 8_001 }));
    await expect(side(page, "Front").getByRole("alert")).toContainText("more than 8,000 pixels");
    expect(sent).toEqual([]);

    const front = await drawPicture(page);
    await choose(page, "Front", front);
    await isReady(page, "Front");
    await expect(side(page, "Front").getByRole("status")).toBeFocused();
    await choose(page, "Back", front);
    await expect(side(page, "Back").getByRole("alert")).toContainText("Both sides are the same picture");
    expect(sent).toHaveLength(1);
    await expect(page.getByText("Needed first: Back")).toBeVisible();

    await page.route("**/api/uploads/**", (route) => route.abort("connectionreset"), { times: 1 });
    await choose(page, "Back", await drawPicture(page));
    await expect(side(page, "Back").getByRole("alert")).toContainText("The connection was lost");
    await side(page, "Back").getByRole("button", { name: "Send it again" }).click();
    await isReady(page, "Back");
    // The other side was not sent a second time.
    expect(sent.filter((address) => address.includes("part=front"))).toHaveLength(1);

    const { rows } = await sql.query<{ id: string }>(
      "select f.id from account_file f join connected_account a on a.id = f.account_id where f.part = 'front' and a.user_id = $1",
      [userId],
    );
    await emulator.control(`/files/${rows[0]?.id}/check`, { outcome: "verification_document_not_readable" });
    await page.getByRole("button", { name: "Send for checking" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    await expect(async () => {
      await letChecksEnd();
      await page.goto(task);
      await expect(page.getByRole("heading", { name: "It could not be read" })).toBeVisible({ timeout: 1_000 });
    }).toPass();

    await chooseLicence(page);
    await choose(page, "Front", front);
    await expect(side(page, "Front").getByRole("alert")).toContainText("This file was sent before");
    expect(sent.filter((address) => address.includes("part=front"))).toHaveLength(1);
    await choose(page, "Front", await drawPicture(page));
    await isReady(page, "Front");
    await choose(page, "Back", await drawPicture(page));
    await isReady(page, "Back");
    await page.getByRole("button", { name: "Send for checking" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    await expect(async () => {
      await letChecksEnd();
      await page.goto(task);
      await expect(page.getByRole("heading", { name: "It could not be read" })).toBeHidden({ timeout: 1_000 });
    }).toPass();
  });

  test("is sent without script by plain forms", async ({ browser, baseURL, page: drawing, signIn, sql }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
    const { userId } = await signIn("applicant", context);
    const page = await context.newPage();
    await startSelling(page);
    await page.goto(task);
    await page.getByRole("radio", { name: /^Passport The page/ }).check();
    await page.getByRole("button", { name: "Continue" }).click();

    await choose(page, "Document", { name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
    await page.getByRole("button", { name: "Send this file" }).click();
    await expect(side(page, "Document").getByRole("alert")).toContainText("This kind of file cannot be used");
    await choose(page, "Document", await drawPicture(drawing));
    await page.getByRole("button", { name: "Send this file" }).click();
    await isReady(page, "Document");
    await page.getByRole("button", { name: "Send for checking" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    const { rows } = await sql.query(
      "select used_at is not null as used from account_file f join connected_account a on a.id = f.account_id where a.user_id = $1",
      [userId],
    );
    expect(rows).toEqual([{ used: true }]);
    await context.close();
  });
});

test.describe("papers of a company", { tag: "@emulator" }, () => {
  const pdf = (text: string) => ({
    name: "a.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from(`%PDF-1.7\n${text}`),
  });

  test("are sent page by page on a phone in the dark, without one that was removed", async ({
    page,
    signIn,
    emulator,
    sql,
  }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    const { userId } = await signIn();
    await startSelling(page, { kind: "A company" });
    const accounts = await sql.query<{ id: string }>(
      "select stripe_id as id from connected_account where user_id = $1",
      [userId],
    );
    await emulator.control(`/accounts/${accounts.rows[0]?.id}/requirements`, {
      entry: "documents.company_license.files",
    });
    await expect(async () => {
      await page.goto("/connect/tasks/papers");
      await expect(side(page, "Pages")).toBeVisible({ timeout: 1_000 });
    }).toPass();
    const fits = async () =>
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    await fits();

    await choose(page, "Pages", { name: "a.gif", mimeType: "image/gif", buffer: Buffer.from("GIF89a") });
    await expect(side(page, "Pages").getByRole("alert")).toContainText("This kind of file cannot be used");
    for (const [index, text] of ["one", "two", "three"].entries()) {
      await choose(page, "Pages", pdf(text));
      await expect(page.getByRole("listitem").filter({ hasText: `Page ${index + 1}` })).toBeVisible();
    }
    await choose(page, "Pages", pdf("two"));
    await expect(side(page, "Pages").getByRole("alert")).toBeVisible();
    await fits();
    await page.getByRole("button", { name: "Remove Page 2" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: /^Page 3/ })).toHaveCount(0);
    await page.getByRole("button", { name: "Send for checking" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    const { rows } = await sql.query(
      "select count(*)::int as sent from account_file f join connected_account a on a.id = f.account_id where a.user_id = $1 and used_at is not null",
      [userId],
    );
    expect(rows).toEqual([{ sent: 2 }]);
  });

  test("are not all: whoever has no ID document of the list is told what else there is", async ({
    page,
    signIn,
    stack,
  }) => {
    await signIn();
    await startSelling(page);
    await page.goto(task);
    await page.getByLabel("Issued in").selectOption("FR");
    await page.getByRole("button", { name: "Show its documents" }).click();
    await page.getByRole("link", { name: "I have none of these" }).click();
    await expect(page.getByRole("heading", { name: "Another document may do" })).toBeVisible();
    await page.getByRole("link", { name: "Back to the documents" }).click();
    await expect(page.getByLabel("Issued in")).toHaveValue("FR");
    await page.goBack();
    await page.getByRole("button", { name: "Open Stripe’s page" }).click();
    await page.waitForURL(({ origin }) => origin === stack.emulatorUrl);
  });
});
