import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "./support/fixtures.ts";
import { fill, fillDetails, juno, startSelling } from "./support/seller.ts";

test.describe("a seller in the United States", { tag: "@emulator" }, () => {
  test("comes from nothing to payouts, with a number that does not match on the way", async ({
    page,
    signIn,
    letChecksEnd,
    sql,
    stack,
  }) => {
    const { userId } = await signIn();
    await startSelling(page);
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

    await page.getByRole("link", { name: /^Your shop/ }).click();
    await page.getByLabel("What kind of shop").selectOption({ label: "Pottery, glass and ceramics" });
    await page.getByRole("radio", { name: "What you sell" }).check();
    await page.getByLabel("What you sell").last().fill("Hand-made kettles for tea shops, sent within 5 days.");
    await page.getByLabel(/statement/i).fill("WOBBLESTONE");
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

    // The last four digits do not match: Stripe asks for the whole number.
    await expect(async () => {
      await letChecksEnd();
      await page.goto("/connect");
      await expect(page.getByText("Action needed").first()).toBeVisible({ timeout: 1_000 });
    }).toPass();
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
