import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type pg from "pg";
import type Stripe from "stripe";
import { signInPerson } from "../testkit/people.ts";
import { expectNoViolations } from "./support/accessible.ts";
import { expect, test } from "./support/fixtures.ts";

const bank = { object: "bank_account", country: "US", currency: "usd" } as const;

/** A seller whom Stripe made for a person of ours, with payouts on; our rows follow by webhook. */
async function enabledSeller(sql: pg.Pool, stripe: Stripe): Promise<{ stripeId: string; id: () => Promise<string> }> {
  const { userId } = await signInPerson(sql, "applicant");
  const account = await stripe.accounts.create({
    ...{ type: "custom", country: "US", business_type: "individual", metadata: { user_id: userId } },
    capabilities: { transfers: { requested: true } },
    business_profile: { name: "Wobblestone Pottery", mcc: "5734", url: "https://accessible.stripe.com" },
    external_account: { ...bank, routing_number: "110000000", account_number: "000123456789" },
    tos_acceptance: { date: 1_790_000_000, ip: "203.0.113.7" },
    individual: {
      ...{ first_name: "Juno", last_name: "Samplewood", email: "juno@demo.test", phone: "0000000000" },
      dob: { day: 1, month: 1, year: 1901 },
      address: { line1: "address_full_match", city: "Oakland", state: "CA", postal_code: "94607" },
      ssn_last_4: "0000",
      id_number: "000000000",
    },
  });
  const row = async () => {
    const { rows } = await sql.query<{ id: string }>("select id from connected_account where stripe_id = $1", [
      account.id,
    ]);
    return rows[0]?.id ?? "";
  };
  await expect.poll(row).not.toBe("");
  return { stripeId: account.id, id: row };
}

/** Of the board, or of what was chosen on it. */
const rowsShown = (page: Page) => page.locator(".account-table, .chosen-table").getByRole("row");

test("who may lose payouts is found by deadline, opened by key, and asked again once a day @emulator", async ({
  page,
  signIn,
  sql,
  stripe,
  emulator,
}) => {
  const { stripeId, id } = await enabledSeller(sql, stripe);
  await emulator.control("/clock", { advanceSeconds: 120 });
  await emulator.control(`/accounts/${stripeId}/requirements`, {
    ...{ entry: "individual.verification.document", deadlineSeconds: 2 * 86_400, stops: "payouts" },
    code: "verification_document_expired",
  });
  const due = async () => {
    const { rows } = await sql.query("select payouts_enabled, due_by from connected_account where stripe_id = $1", [
      stripeId,
    ]);
    return rows[0]?.payouts_enabled === true && rows[0]?.due_by !== null;
  };
  await expect.poll(due).toBe(true);

  const reviewer = await signIn("reviewer");
  await page.goto("/verifications");
  await expect(page.locator("html[data-shortcuts=listening]")).toBeAttached();
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(page).toHaveURL("/connect/accounts");
  await page
    .getByRole("navigation", { name: "Payouts" })
    .getByRole("link", { name: /In 3 days/ })
    .click();
  await expect(page).toHaveURL("/connect/accounts?payouts=within_3");
  // Other tests' sellers stand on the board too.
  const row = rowsShown(page).filter({ has: page.locator(`a[href="/connect/accounts/${await id()}"]`) });
  await expect(row).toContainText("Wobblestone Pottery");
  await expect(row).toContainText("This document has expired");
  await expectNoViolations(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^accounts-\d{4}-\d\d-\d\d\.csv$/);
  const csv = await readFile(await saved.path(), "utf8");
  expect(csv).toContain(`${await id()},${stripeId},US,individual,due,on,`);
  expect(csv).not.toContain("Wobblestone");
  await page.goto("/connect/accounts?task=bank&country=NZ");
  await expect(page.getByRole("heading", { name: "No account fits these filters" })).toBeVisible();
  await page.goto(`/connect/accounts?q=${stripeId}`);
  await expect(page.locator("html[data-shortcuts=listening]")).toBeAttached();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/connect/accounts/${await id()}`);

  const now = page.getByRole("region", { name: "Requirements now" });
  await expect(now).toContainText("verification_document_expired");
  await expect(page.getByText("Juno")).toHaveCount(0);
  await expectNoViolations(page);
  await page.getByRole("button", { name: "Show names" }).click();
  await page.getByLabel("Compare a field").check();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("Juno Samplewood")).toBeVisible();
  await page.getByRole("button", { name: "Hide" }).click();
  await expect(page.getByText("Juno Samplewood")).toHaveCount(0);

  await page.getByRole("link", { name: "Send the request again" }).click();
  await expect(page).toHaveURL(/\/ask$/);
  await expectNoViolations(page);
  await page.getByLabel("A line from you").fill("Your passport seems to be out of date.");
  await expect(page.getByRole("region", { name: "The mail" })).toContainText("out of date");
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page).toHaveURL(/done=asked$/);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page).toHaveURL(/done=taken_back$/);
  await expect(page.getByText("The seller got nothing.")).toBeVisible();
  expect((await sql.query("select 1 from account_ask where staff_id = $1", [reviewer.userId])).rows).toEqual([]);
  await page.getByRole("link", { name: "Send the request again" }).click();
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page).toHaveURL(/done=asked$/);
  await expect(page.getByText("At most one a day.")).toBeVisible();
  const { rows } = await sql.query("select action, reason from audit_entry where actor_id = $1 order by id", [
    reviewer.userId,
  ]);
  expect(rows).toContainEqual({ action: "account.persons_revealed", reason: "data_comparison" });
  expect(rows).toContainEqual({ action: "account.asked", reason: null });
  expect(rows).toContainEqual({ action: "account.ask_taken_back", reason: null });
});

for (const script of ["with", "without"] as const) {
  test(`a senior asks several sellers again ${script} script, is told what became of each, and takes it back @emulator`, async ({
    browser,
    stack,
    signIn,
    sql,
    stripe,
    emulator,
  }) => {
    const due = await enabledSeller(sql, stripe);
    const idle = await enabledSeller(sql, stripe);
    await emulator.control("/clock", { advanceSeconds: 120 });
    const asked = { entry: "individual.verification.document", deadlineSeconds: 2 * 86_400 };
    await emulator.control(`/accounts/${due.stripeId}/requirements`, asked);
    const isDue = async () => {
      const { rows } = await sql.query("select due_count from connected_account where stripe_id = $1", [due.stripeId]);
      return rows[0]?.due_count;
    };
    await expect.poll(isDue).toBe(1);

    const context = await browser.newContext({ javaScriptEnabled: script === "with", baseURL: stack.appUrl });
    const senior = await signIn("senior", context);
    const page = await context.newPage();
    await page.goto("/connect/accounts");
    const send = page.getByRole("button", { name: "Send the request again to the chosen" });
    await expect(send).toBeHidden();
    const box = async ({ id }: { id: () => Promise<string> }) => page.locator(`.row-check[value="${await id()}"]`);
    if (script === "with") {
      await expect(page.locator("html[data-shortcuts=listening]")).toBeAttached();
      await page.locator(`a[href="/connect/accounts/${await due.id()}"]`).focus();
      await page.keyboard.press("x");
      await expect(await box(due)).toBeChecked();
      await (await box(idle)).check();
      await expectNoViolations(page);
      // It was drawn anew.
      await (await box(due)).check();
      await (await box(idle)).check();
      await expect(page.locator("html[data-shortcuts=listening]")).toBeAttached();
      await page.keyboard.press("m");
    } else {
      await (await box(due)).check();
      await (await box(idle)).check();
      await send.click();
    }
    await expect(page).toHaveURL(/\/connect\/accounts\/ask\?id=/);
    const rowOf = async ({ id }: { id: () => Promise<string> }) =>
      rowsShown(page).filter({ has: page.locator(`a[href="/connect/accounts/${await id()}"]`) });
    await expect(await rowOf(due)).toContainText("Gets a mail");
    await expect(await rowOf(idle)).toContainText("Nothing is due");
    if (script === "with") await expectNoViolations(page);
    await page.getByRole("button", { name: "Send again to 1 seller" }).click();
    await expect(await rowOf(due)).toContainText("Asked");
    await page.getByRole("button", { name: "Take back" }).click();
    await expect(page.getByText("1 request was taken back before it was sent.")).toBeVisible();
    const { rows } = await sql.query<{ action: string }>(
      "select action from audit_entry where actor_id = $1 order by id",
      [senior.userId],
    );
    expect(rows.map(({ action }) => action)).toEqual(["accounts.asked", "account.asked", "account.ask_taken_back"]);
    await context.close();
  });
}

test("one box chooses every seller on the page, by mouse and by key, and says when only some are chosen @emulator", async ({
  page,
  browser,
  stack,
  signIn,
  sql,
  stripe,
}) => {
  await enabledSeller(sql, stripe);
  await enabledSeller(sql, stripe);
  await signIn("senior");
  await page.goto("/connect/accounts");
  const all = page.getByRole("checkbox", { name: "Choose all on this page" });
  const boxes = page.locator(".row-check");
  const chosen = page.locator(".row-check:checked");
  const shown = await boxes.count();
  await expect(all).not.toBeChecked();
  await all.click();
  await expect(chosen).toHaveCount(shown);
  await boxes.first().uncheck();
  await expect(all).toBeChecked({ indeterminate: true });
  await all.press("Space");
  await expect(chosen).toHaveCount(shown);
  await expect(all).toBeChecked();
  await all.press("Space");
  await expect(chosen).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Send the request again to the chosen" })).toBeHidden();
  await all.check();
  await page.getByRole("button", { name: "Send the request again to the chosen" }).click();
  await expect(rowsShown(page)).toHaveCount(shown + 1);

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/connect/accounts");
  await expect(page.getByText("Choose all on this page")).toBeInViewport();
  await all.check();
  await expect(chosen).toHaveCount(shown);
  await expectNoViolations(page);

  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: stack.appUrl });
  await signIn("senior", context);
  const still = await context.newPage();
  await still.goto("/connect/accounts");
  await expect(still.locator(".row-check").first()).toBeVisible();
  await expect(still.getByRole("checkbox", { name: "Choose all on this page" })).toHaveCount(0);
  await context.close();
});

test("a developer is told counts and opens an account by its id, without a name; support sees no requirement @emulator", async ({
  page,
  signIn,
  sql,
  stripe,
}) => {
  const { stripeId, id } = await enabledSeller(sql, stripe);
  await signIn("developer");
  await page.goto("/connect/accounts");
  await expect(page.getByRole("heading", { name: "Your role sees counts" })).toBeVisible();
  await page.goto(`/connect/accounts?q=${stripeId}`);
  await expect(rowsShown(page)).toHaveCount(2);
  await expect(page.getByText("Wobblestone")).toHaveCount(0);
  await page.goto(`/connect/accounts/${await id()}`);
  await expect(page.getByRole("region", { name: "Requirements now" })).toBeVisible();
  await expect(page.getByText("Wobblestone")).toHaveCount(0);

  await signIn("support");
  await page.goto(`/connect/accounts/${await id()}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Wobblestone Pottery");
  await expect(page.getByText("Your role sees status, dates and mails.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Requirements now" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Persons" }).getByRole("cell").last()).toHaveText("–");
  await expect(page.getByRole("link", { name: "Send the request again" })).toHaveCount(0);
});
