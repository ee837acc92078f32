import { expect, test } from "./support/fixtures.ts";
import { fill, fillDetails, juno, startSelling } from "./support/seller.ts";

test.describe("a form of a task that is left half filled", { tag: "@emulator" }, () => {
  test("is there again on another device, without numbers, until it is sent or deleted", async ({
    page,
    browser,
    baseURL,
    signIn,
    sql,
    stack,
  }) => {
    const person = await signIn();
    await startSelling(page);
    await page.getByRole("link", { name: /^Your details/ }).click();
    await fillDetails(page, "0000");
    await expect(page.getByText("Saved. Numbers are not kept.")).toBeVisible();

    // Another device of the same person, where no script runs.
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
    const [cookie] = (await page.context().cookies()).filter(({ value }) => value === person.token);
    if (cookie) await context.addCookies([cookie]);
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(other.getByText("Here is what you typed before")).toBeVisible();
    await expect(other.getByLabel("Last name", { exact: true })).toHaveValue(juno["Last name"]);
    await expect(other.getByLabel("State", { exact: true })).toHaveValue("OR");
    await expect(other.getByLabel("Last 4 digits of the Social Security number")).toHaveValue("");
    await other.getByRole("button", { name: "Delete it and begin anew" }).click();
    await expect(other.getByText("Here is what you typed before")).toHaveCount(0);
    await expect(other.getByLabel("Last name", { exact: true })).toHaveValue("");
    await context.close();

    // Left by a click while the last field is not blurred yet; the newest is what counts.
    await fill(page, { City: "Astoria" });
    await page.getByRole("link", { name: "Seller account" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const drafts = () =>
      sql.query("select 1 from task_draft d join connected_account a on a.id = d.account_id where a.user_id = $1", [
        person.userId,
      ]);
    await expect.poll(async () => (await drafts()).rowCount).toBe(1);
    await page.goto(`${stack.appUrl}/connect/tasks/you?person=individual`);
    await expect(page.getByLabel("City")).toHaveValue("Astoria");
    // With script the page stays, and what was typed into it goes all the same; each time.
    for (const city of ["Salem", "Eugene"]) {
      await fill(page, { City: city });
      await expect(page.getByText("Saved. Numbers are not kept.")).toBeVisible();
      await page.goto(`${stack.appUrl}/connect/tasks/you?person=individual`);
      await fill(page, { City: `${city} Falls` });
      await page.getByRole("button", { name: "Delete it and begin anew" }).click();
      await expect(page.getByLabel("City")).toHaveValue("");
      await expect(page.getByText("Here is what you typed before")).toHaveCount(0);
      expect((await drafts()).rowCount).toBe(0);
    }
    await fillDetails(page, "0000");
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    expect((await drafts()).rowCount).toBe(0);
  });
});
