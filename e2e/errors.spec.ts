import type { Page } from "@playwright/test";
import type { Pool } from "pg";
import applicant from "../messages/en/applicant.json" with { type: "json" };
import texts from "../messages/en/error.json" with { type: "json" };
import { violationsInBothSchemes } from "./support/accessible.ts";
import { test as base, expect } from "./support/fixtures.ts";

/** The console of these pages is not clean: they fail on purpose. */
const test = base.extend({ clean: async ({ context: _ }, use) => use(undefined) });

/** Takes the key away under which a person's data are kept, so that their own pages fail; answers how to give it back. */
async function takeKey(sql: Pool, userId: string): Promise<() => Promise<unknown>> {
  const { rows } = await sql.query<{ id: string; key: string }>(
    `update data_key now set key_id = 'gone' from data_key before
     where now.user_id = $1 and before.id = now.id returning now.id, before.key_id as key`,
    [userId],
  );
  expect(rows).toHaveLength(1);
  return () => sql.query("update data_key set key_id = $2 where id = $1", [rows[0]?.id, rows[0]?.key]);
}

/** Renames a column that staff's case reads, as a migration that went wrong would; answers how to give it back. */
async function takeColumn(sql: Pool): Promise<() => Promise<unknown>> {
  await sql.query("alter table verification_check rename column kind to kind_taken");
  return () => sql.query("alter table verification_check rename column kind_taken to kind");
}

async function expectScreen(page: Page, { title, text }: { title: string; text: string }): Promise<void> {
  const screen = page.getByRole("alert").filter({ hasText: title });
  await expect(page).toHaveTitle(`${title} · Northwind`);
  await expect(screen.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(screen).toContainText(text);
  await expect(screen).toContainText(new RegExp(`${texts.reference} \\d+`));
  await expect(screen.getByRole("link", { name: texts.home })).toHaveAttribute("href", "/");
}

test("a case that cannot be read says so within staff's menu, and can be read again when what was wrong is right", async ({
  page,
  signIn,
  verifiedCase,
  sql,
}) => {
  const { verificationId } = await verifiedCase("verified");
  await signIn("reviewer");
  const giveBack = await takeColumn(sql);
  try {
    await page.goto(`/verifications/${verificationId}`);
    await expectScreen(page, texts.staffPage);
    await expect(page.getByRole("navigation").first()).toBeVisible();
  } finally {
    await giveBack();
  }
  await page.getByRole("button", { name: texts.retry }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(texts.staffPage.title);
});

test("what is not there for staff is said within their menu, where the link past the menu leads", async ({
  page,
  signIn,
}) => {
  await signIn("reviewer");
  await page.goto("/events");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(applicant.notFound.title);
  await expect(page.getByRole("navigation").first()).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: applicant.notFound.home })).toBeFocused();
  expect(await violationsInBothSchemes(page)).toEqual([]);
});

test("an applicant's page that cannot be read says so, and can be read again when what was wrong is right", async ({
  page,
  signIn,
  sql,
}) => {
  const person = await signIn();
  await page.goto("/verify?step=details");
  await page.getByLabel(/Country/).selectOption({ label: "Kosovo" });
  await page.getByLabel(/First name/).fill("Ada");
  await page.getByRole("button", { name: /Save/ }).click();
  await expect(page).toHaveURL("/verify");
  const giveBack = await takeKey(sql, person.userId);
  try {
    await page.goto("/verify");
    await expectScreen(page, texts.page);
  } finally {
    await giveBack();
  }
  await page.getByRole("button", { name: texts.retry }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(texts.page.title);
});

test("a page that fails on the server is shown in the colours that were chosen, and so is what comes after it", async ({
  page,
  signIn,
  sql,
}) => {
  const reviewer = await signIn("reviewer");
  await page.goto("/verifications");
  await page.getByRole("button", { name: reviewer.email }).click();
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  const person = await signIn();
  await page.goto("/verify?step=details");
  await page.getByLabel(/Country/).selectOption({ label: "Kosovo" });
  await page.getByRole("button", { name: /Save/ }).click();
  await expect(page).toHaveURL("/verify");
  const giveBack = await takeKey(sql, person.userId);
  try {
    await page.goto("/verify");
    await expectScreen(page, texts.page);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  } finally {
    await giveBack();
  }
  await page.getByRole("button", { name: texts.retry }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(texts.page.title);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
