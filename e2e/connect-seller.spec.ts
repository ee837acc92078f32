import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Locator } from "@playwright/test";
import { expectNoViolations } from "./support/accessible.ts";
import { expect, test } from "./support/fixtures.ts";
import { fill, fillDetails, juno, startSelling, startSellingOnScreen } from "./support/seller.ts";
import { sendForm } from "./support/send-form.ts";

test.describe("a seller in the United States", { tag: "@emulator" }, () => {
  test("comes from nothing to payouts, with a number that does not match on the way", async ({
    page,
    signIn,
    letChecksEnd,
    sql,
    stack,
  }) => {
    const { userId } = await signIn();
    await startSellingOnScreen(page);
    await expect(page.getByRole("link", { name: /^Your details/ })).toBeVisible();

    // Sent empty: every field says so, and the first one has the keyboard.
    await page.getByRole("link", { name: /^Your details/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your details");
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByLabel("First name", { exact: true })).toBeFocused();
    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.getByText("Nothing is here yet. Please fill it in.").first()).toBeVisible();

    // Wrong in two places: nothing that was typed is lost.
    await fillDetails(page, "1111");
    await fill(page, { "ZIP code": "9720", "Street and number": "PO Box 12" });
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByLabel("Street and number")).toBeFocused();
    await expect(page.getByText("This is no ZIP code. Write 5 digits, or 9 with a hyphen.")).toBeVisible();
    await expect(page.getByLabel("First name", { exact: true })).toHaveValue(juno["First name"]);
    await expect(page.getByLabel("State", { exact: true })).toHaveValue("OR");

    await fill(page, { "ZIP code": juno["ZIP code"], "Street and number": juno["Street and number"] });
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    await expect(page).toHaveTitle("Seller account · Northwind");

    await page.getByRole("link", { name: /^Your shop/ }).click();
    await page.getByLabel("What kind of shop").selectOption({ label: "Pottery, glass and ceramics" });
    await page.getByRole("radio", { name: "What you sell" }).check();
    await page.getByLabel("What you sell").last().fill("Hand-made kettles for tea shops, sent within 5 days.");
    await page.getByRole("textbox", { name: /statement/i }).fill("WOBBLESTONE");
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();

    // The bank's numbers go from the browser to Stripe.
    const toUs: string[] = [];
    page.on("request", (request) => {
      if (request.url().startsWith(stack.appUrl)) toUs.push(request.postData() ?? "");
    });
    await page.getByRole("link", { name: /^Bank account/ }).click();
    await fill(page, {
      "Name of the account holder": "Juno Samplewood",
      "Routing number": "110000000",
      "Account number": "000123456789",
    });
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "The bank account is set" })).toBeVisible();
    await expect(page.getByText("STRIPE TEST BANK, ends in 6789")).toBeVisible();

    // The last four digits do not match: Stripe asks for the whole number. Whoever looks at the overview sees it come.
    await expect(page.getByRole("heading", { name: "Stripe is checking" }).first()).toBeVisible();
    await letChecksEnd();
    await expect(page.getByText("Action needed").first()).toBeVisible({ timeout: 30_000 });
    await page.getByRole("link", { name: /^Your details/ }).click();
    await page.getByLabel("Social Security number", { exact: true }).fill("000-00-0000");
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    expect(toUs.join("\n")).not.toMatch(/000123456789|000-?00-?0000/);

    await expect(async () => {
      await letChecksEnd();
      await page.goto("/connect");
      await expect(page.getByRole("heading", { name: "Nothing is due" })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByText("Stripe pays you out.")).toBeVisible();
    await page.getByText("Change what Stripe has").click();
    await page.getByRole("link", { name: "Name", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Stripe will check this again");
    await expect(page.getByText(/14 days, until/)).toBeVisible();
    await fill(page, { "First name": "Juno", "Last name": "" });
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page).toHaveTitle("Error: Name · Northwind");
    await fill(page, { "Last name": "Samplewood-Reed" });
    await page.getByRole("button", { name: "Continue" }).click();
    // Nothing is changed by one press: what will be sent is shown with the time there is.
    await expect(page.getByRole("heading", { name: "This will be sent" })).toBeFocused();
    await expect(page.getByText("Samplewood-Reed")).toBeVisible();
    await expect(page).toHaveTitle("Name · Northwind");
    await page.getByRole("button", { name: "Change it once more" }).click();
    await expect(page.getByLabel("Last name", { exact: true })).toHaveValue("Samplewood-Reed");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Send the change" }).click();
    await expect(page.getByRole("heading", { name: "The change is sent" })).toBeVisible();
    // A state is shown by the name it was chosen by.
    await page.goto("/connect/change/address?person=individual");
    await fill(page, { "Street and number": "12 Glaze Row", City: "Salem", "ZIP code": "97301" });
    await page.getByLabel("State", { exact: true }).selectOption("OR");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("definition").filter({ hasText: /^Oregon$/ })).toBeVisible();
    const { rows } = await sql.query<{ status: string }>("select status from connected_account where user_id = $1", [
      userId,
    ]);
    expect(rows).toEqual([{ status: "enabled" }]);
    const logged = await Promise.all(
      ["web.log", "worker.log"].map((name) => readFile(path.join(stack.logsDirectory, name), "utf8")),
    );
    expect(logged.join("\n")).not.toMatch(/000-?00-?0000|000123456789|Samplewood/);
  });
});

test("a name of one long word goes on in the next line, where what stands out would be cut off", {
  tag: "@emulator",
}, async ({ page, signIn }) => {
  await signIn();
  await startSelling(page, { kind: "A company" });
  const name = { first_name: "W".repeat(40), last_name: "Q".repeat(40) };
  const answers = { "role:owner": "yes", "relationship.percent_ownership": "40", ...name };
  await sendForm(page.request, "/connect/people/new", 'name="first_name"', answers, "done=person");
  await page.setViewportSize({ width: 320, height: 640 });
  const isWhole = (element: Locator) =>
    expect
      .poll(() =>
        element.evaluate((node) => ({
          inside: node.getBoundingClientRect().right <= innerWidth,
          cut: node.scrollWidth > node.clientWidth,
        })),
      )
      .toEqual({ inside: true, cut: false });
  await page.goto("/connect/people");
  await isWhole(page.getByRole("heading", { name: /^W+ Q+$/ }));
  await isWhole(page.getByRole("link", { name: /^Details of W+ Q+$/ }));
  // The way back keeps its line beside it.
  await page.getByRole("link", { name: /^Details of W+ Q+$/ }).click();
  await isWhole(page.getByRole("heading", { level: 1 }));
  expect((await page.getByRole("link", { name: "Seller account" }).boundingBox())?.height).toBeLessThan(48);

  await page.goto("/connect/change/shop");
  await fill(page, { "Shop name": "W".repeat(80) });
  await page.getByRole("button", { name: "Continue" }).click();
  await isWhole(page.getByRole("definition").filter({ hasText: /^W+$/ }));
});

test("a shop's sales are typed as people write them, and sent in Stripe's units", {
  tag: "@emulator",
}, async ({ page, signIn, sql, stripe, emulator }) => {
  const { userId } = await signIn();
  await startSelling(page, { country: "DE" });
  const { rows } = await sql.query<{ id: string }>("select stripe_id as id from connected_account where user_id = $1", [
    userId,
  ]);
  const account = rows[0]?.id ?? "";
  for (const entry of ["annual_revenue.amount", "annual_revenue.currency", "monthly_estimated_revenue.amount"]) {
    await emulator.control(`/accounts/${account}/requirements`, { entry: `business_profile.${entry}` });
  }
  const year = page.getByLabel("Sales in the last financial year", { exact: true });
  const month = page.getByLabel("Sales in a month", { exact: true });
  await expect(async () => {
    await page.goto("/connect/tasks/shop");
    // Each has news of its own.
    await expect(year).toBeVisible({ timeout: 1_000 });
    await expect(month).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(year).toHaveAccessibleDescription(/In euros\. Example: 42,000$/);
  await expectNoViolations(page);
  await page.getByLabel("What kind of shop").selectOption({ label: "Pottery, glass and ceramics" });
  await fill(page, { Website: "wobblestone.example", Day: "31", Month: "12", Year: "2025" });
  await year.fill("about 42k");
  await month.fill("3.500");
  await page.getByRole("button", { name: "Send to Stripe" }).click();
  await expect(page.getByText("This is no amount. Write it in digits, like the example.")).toBeVisible();
  await expect(year).toHaveAttribute("aria-invalid", "true");
  await expect(month).toHaveValue("3.500");
  await year.fill("42.000,50");
  await page.getByRole("button", { name: "Send to Stripe" }).click();
  await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
  expect((await stripe.accounts.retrieve(account)).business_profile).toMatchObject({
    annual_revenue: { amount: 4_200_050, currency: "eur", fiscal_year_end: "2025-12-31" },
    monthly_estimated_revenue: { amount: 350_000, currency: "eur" },
  });
});

test("an account that stands still says what can be done, and nothing is due of one that is closed", {
  tag: "@emulator",
}, async ({ page, signIn, sql, emulator }) => {
  const { userId } = await signIn();
  await startSelling(page);
  const { rows } = await sql.query<{ id: string }>("select stripe_id as id from connected_account where user_id = $1", [
    userId,
  ]);
  const account = rows[0]?.id ?? "";
  for (const [disabledReason, title, button] of [
    ["platform_paused", "We have paused your account", "Write to our team"],
    ["rejected.platform_other", "We have closed your account", "Object to the decision"],
  ] as const) {
    await emulator.control(`/accounts/${account}/block`, { disabledReason, keepsPayouts: false });
    await expect(async () => {
      await page.goto("/connect");
      await expect(page.getByRole("heading", { name: title })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByRole("link", { name: button })).toBeVisible();
  }
  await expect(page.getByRole("heading", { name: "To do" })).toHaveCount(0);
  await sql.query("update connected_account set due_by = now() where user_id = $1", [userId]);
  await expect(async () => {
    await emulator.control(`/accounts/${account}/block`, { disabledReason: "rejected.other", keepsPayouts: false });
    await page.goto("/connect");
    await expect(page.getByRole("heading", { name: "Stripe has closed this account" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const { rows: dated } = await sql.query("select 1 from connected_account where user_id = $1 and due_by is not null", [
    userId,
  ]);
  expect(dated).toEqual([]);
});

test("whoever comes back from Stripe's page sees what they gave there without loading the page anew", {
  tag: "@emulator",
}, async ({ page, signIn, sql, stripe }) => {
  const { userId } = await signIn();
  await startSelling(page);
  const { rows } = await sql.query<{ id: string }>("select stripe_id as id from connected_account where user_id = $1", [
    userId,
  ]);
  await page.goto("/connect?stripe=back");
  const notice = page.getByRole("alert").filter({ hasText: "You are back from Stripe’s page" });
  await expect(notice).toHaveAttribute("data-tone", "info");
  await expect(page.getByRole("link", { name: /^Bank account/ })).toBeVisible();
  await stripe.accounts.update(rows[0]?.id ?? "", { external_account: "btok_us" });
  await expect(page.getByRole("link", { name: /^Bank account/ })).toHaveCount(0, { timeout: 30_000 });

  // A link that leads nowhere is no success.
  await page.goto("/connect?stripe=again");
  const again = page.getByRole("alert").filter({ hasText: "That link was used or is too old" });
  await expect(again).toHaveAttribute("data-tone", "warning");
});

test("whoever comes back from Stripe's page without script looks anew by a link", { tag: "@emulator" }, async ({
  browser,
  baseURL,
  signIn,
  sql,
  stripe,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
  const { userId } = await signIn("applicant", context);
  const page = await context.newPage();
  await startSelling(page);
  const { rows } = await sql.query<{ id: string }>("select stripe_id as id from connected_account where user_id = $1", [
    userId,
  ]);
  await page.goto("/connect?stripe=back");
  await stripe.accounts.update(rows[0]?.id ?? "", { external_account: "btok_us" });
  await expect(async () => {
    await page.getByRole("link", { name: "Check again" }).click();
    await expect(page.getByRole("link", { name: /^Bank account/ })).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await context.close();
});

test("the start of a seller keeps what was chosen where it is refused", { tag: "@emulator" }, async ({
  page,
  signIn,
  emulator,
}) => {
  await signIn();
  await page.goto("/connect");
  await page.getByLabel("Country of your business").selectOption("DE");
  await page.getByRole("radio", { name: /^A company / }).check();
  await page.getByRole("checkbox", { name: /Stripe’s terms/ }).check();
  const fault = { target: "api", kind: "status", status: 500, method: "POST", path: "/v1/accounts", count: 9 };
  await emulator.control("/faults", fault);
  await page.getByRole("button", { name: "Accept and continue" }).click();
  await expect(page.getByRole("heading", { name: "Stripe cannot be reached just now" })).toBeVisible();
  await expect(page.getByLabel("Country of your business")).toHaveValue("DE");
  await expect(page.getByRole("radio", { name: /^A company / })).toBeChecked();
  // The terms are accepted by each press.
  await expect(page.getByRole("checkbox", { name: /Stripe’s terms/ })).not.toBeChecked();
  await emulator.control("/faults", undefined, "DELETE");
});

test.describe("a seller's pages", { tag: "@emulator" }, () => {
  test("work without script: nothing that was typed is lost but the number, and the bank account is given at Stripe", async ({
    browser,
    baseURL,
    signIn,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
    await signIn("applicant", context);
    const page = await context.newPage();
    await startSelling(page);
    await page.getByRole("link", { name: /^Your details/ }).click();
    await fillDetails(page, "0000");
    await fill(page, { Day: "31", Month: "02" });
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(
      page.getByText("There is no such day. Check day, month and the four digits of the year."),
    ).toBeVisible();
    await expect(page).toHaveTitle(/^Error: Your details/);
    await expect(page.getByLabel("Last name", { exact: true })).toHaveValue(juno["Last name"]);
    await expect(page.getByLabel("State", { exact: true })).toHaveValue("OR");
    await expect(page.getByLabel("Last 4 digits of the Social Security number")).toHaveValue("");
    expect(await page.content()).not.toContain('value="0000"');

    await fill(page, { Day: juno.Day, Month: juno.Month });
    await page.getByLabel("Last 4 digits of the Social Security number").fill("0000");
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();

    await page.goto("/connect/change/number?person=individual");
    await page.getByLabel("Social Security number", { exact: true }).fill("000000000");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("heading", { name: "This will be sent" })).toBeVisible();
    expect(await page.content()).not.toContain("000000000");
    // A number that was typed is on no page again: it is typed once more, and the terms go with it.
    await page.getByRole("button", { name: "Send the change" }).click();
    await expect(page.getByText("Nothing is here yet. Please fill it in.")).toBeVisible();
    await expect(page).toHaveTitle(/^Error: /);
    await page.getByLabel("Social Security number", { exact: true }).fill("000000000");
    await page.getByRole("checkbox", { name: /I accept Stripe’s terms again/ }).check();
    await page.getByRole("button", { name: "Send the change" }).click();
    await expect(page.getByRole("heading", { name: "The change is sent" })).toBeVisible();

    await page.getByRole("link", { name: /^Bank account/ }).click();
    await expect(page.getByRole("heading", { name: "This step needs script" })).toBeVisible();
    await expect(page.getByLabel("Account number")).toBeHidden();
    await expect(page.getByRole("button", { name: "Give it on Stripe’s page" })).toBeVisible();
    await context.close();
  });

  test("name a company's people: one representative, and no more than the whole of it", async ({ page, signIn }) => {
    await signIn();
    await startSelling(page, { kind: "A company" });
    await page.getByRole("link", { name: /^Owners and directors/ }).click();
    await page.getByRole("link", { name: "Add the representative" }).click();
    await page.getByRole("button", { name: "Save this person" }).click();
    await expect(page.getByLabel("First name", { exact: true })).toBeFocused();
    await fill(page, { "First name": "Juno" });
    await page.getByRole("button", { name: "Save this person" }).click();
    await expect(page.getByLabel("Last name", { exact: true })).toBeFocused();
    await fill(page, { "First name": "Juno", "Last name": "Samplewood", "Job title": "Managing director" });
    await page.getByRole("checkbox", { name: /^Owner/ }).check();
    await page.getByRole("textbox", { name: "Share of the company" }).fill("60");
    await page.getByRole("button", { name: "Save this person" }).click();
    await expect(page.getByText("Not named: 40 %")).toBeVisible();

    await page.getByRole("link", { name: "Add a person" }).click();
    await page.getByRole("checkbox", { name: /^Representative/ }).check();
    await page.getByRole("checkbox", { name: /^Owner/ }).check();
    await fill(page, { "First name": "Theo", "Last name": "Samplewood" });
    await page.getByRole("textbox", { name: "Share of the company" }).fill("55");
    await page.getByRole("button", { name: "Save this person" }).click();
    await expect(page.getByRole("heading", { name: "Shares add up to 115 %. Please correct one." })).toBeInViewport();
    await expect(page.getByLabel("First name", { exact: true })).toHaveValue("Theo");
    await page.getByRole("textbox", { name: "Share of the company" }).fill("25");
    await page.getByRole("button", { name: "Save this person" }).click();
    await expect(page.getByRole("heading", { name: "There is a representative already" })).toBeVisible();
    await page.getByRole("checkbox", { name: /^Representative/ }).uncheck();
    await page.getByRole("button", { name: "Save this person" }).click();
    await expect(page.getByText("Not named: 15 %")).toBeVisible();

    await page.getByRole("checkbox", { name: "All owners Stripe asks for are named" }).check();
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByRole("heading", { name: "Confirmed" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Confirm" })).toHaveCount(0);

    const theo = page.getByRole("listitem").filter({ hasText: "Theo Samplewood" });
    await theo.getByRole("link", { name: "Change this person" }).click();
    await page.getByText("Remove this person").click();
    await page.getByRole("button", { name: "Remove now" }).click();
    await expect(page.getByRole("heading", { name: "The person is removed" })).toBeVisible();
    await expect(theo).toHaveCount(0);
    const keeper = page.getByRole("listitem").filter({ hasText: "Juno Samplewood" });
    await keeper.getByRole("link", { name: "Change this person" }).click();
    await expect(page.getByText("Remove this person")).toHaveCount(0);

    // What is emptied is gone, and not silently kept.
    for (const email of ["juno@example.com", ""]) {
      await fill(page, { "E-mail address": email });
      await page.getByRole("button", { name: "Save this person" }).click();
      await expect(page.getByRole("heading", { name: "The person is saved" })).toBeVisible();
      await keeper.getByRole("link", { name: "Change this person" }).click();
      await expect(page.getByLabel("E-mail address", { exact: true })).toHaveValue(email);
    }
  });

  test("can be filled in by keyboard alone", async ({ page, signIn }) => {
    await signIn();
    await startSellingOnScreen(page);
    await page.getByRole("link", { name: /^Your details/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("First name", { exact: true }).focus();
    for (const text of ["Juno", "Samplewood", "04", "17", "1988", "juno@example.com", "+1 503 555 0142"]) {
      await page.keyboard.type(text);
      await page.keyboard.press("Tab");
    }
    for (const text of ["48 Kiln Street", "Portland", "Ore", "97204", "0000"]) {
      await page.keyboard.type(text);
      await page.keyboard.press("Tab");
    }
    await expect(page.getByRole("button", { name: "Send to Stripe" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
  });

  test("say so when Stripe is away, and nothing is lost", async ({ page, signIn, emulator }) => {
    await signIn();
    await startSelling(page);
    await page.getByRole("link", { name: /^Your details/ }).click();
    await fillDetails(page, "0000");
    await emulator.control("/faults", {
      target: "api",
      kind: "status",
      status: 500,
      method: "POST",
      path: "/v1/accounts/*",
      count: 9,
    });
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "Stripe cannot be reached just now" })).toBeVisible();
    await expect(page.getByLabel("First name", { exact: true })).toHaveValue(juno["First name"]);
    await emulator.control("/faults", undefined, "DELETE");
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();

    // Nor is it where Stripe.js is there and rejects, as where something in the browser breaks it.
    await page.getByRole("link", { name: /^Bank account/ }).click();
    const bank = {
      "Name of the account holder": "Juno Samplewood",
      "Routing number": "110000000",
      "Account number": "000123456789",
    };
    await fill(page, bank);
    await page.evaluate(() => {
      const broken = () => ({ createToken: () => Promise.reject(new Error("broken")) });
      Object.assign(window, { Stripe: Object.assign(broken, { version: "endive" }) });
    });
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByLabel("Account number")).toBeFocused();
    await expect(page.getByText("Stripe could not be reached from this browser, so nothing was sent.")).toBeVisible();
    await expect(page.getByLabel("Account number")).toHaveValue(bank["Account number"]);
    await page.reload();

    // Nor when this browser gets no answer from us.
    await fill(page, bank);
    await page.route("**/connect/tasks/bank", (route) => route.abort("connectionreset"), { times: 1 });
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByLabel("Account number")).toBeFocused();
    await expect(page.getByText("There was no answer, so the bank account may not be set.")).toBeVisible();
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "The bank account is set" })).toBeVisible();
  });
});
