import { expect, test } from "./support/fixtures.ts";
import { drawPicture } from "./support/pictures.ts";
import { startSelling } from "./support/seller.ts";

test("where a picture answers instead of a number, it is sent here, and its page can be left again", {
  tag: "@emulator",
}, async ({ page, signIn, sql, emulator }) => {
  const { userId } = await signIn();
  // Each would read the account anew, and with it that Stripe says no such thing of this one.
  await emulator.control("/faults", { target: "webhooks", kind: "drop", probability: 1, seed: 1 });
  await startSelling(page);
  // What Stripe says of countries where the emulator has no such pair.
  await sql.query("update connected_account set alternatives = $2 where user_id = $1", [
    userId,
    JSON.stringify([{ original: ["individual.ssn_last_4"], alternative: ["individual.verification.document"] }]),
  ]);
  await page.goto("/connect/tasks/you?person=individual");
  await page.getByRole("radio", { name: "ID document" }).check();
  await expect(page.getByRole("button", { name: "Open Stripe’s page" })).toHaveCount(0);
  await page.getByRole("link", { name: "Send a picture instead" }).click();
  await page.getByRole("link", { name: "Back to the answers" }).click();
  await expect(page.getByLabel("First name", { exact: true })).toBeVisible();
  await page.getByRole("radio", { name: "ID document" }).check();
  await page.getByRole("link", { name: "Send a picture instead" }).click();
  await page.getByRole("radio", { name: /^Passport The page/ }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page
    .getByRole("form")
    .filter({ hasText: "Document" })
    .locator("input[name=file]")
    .setInputFiles(await drawPicture(page));
  await expect(page.getByText("Ready. It is at Stripe.")).toBeVisible();
  await page.getByRole("button", { name: "Send for checking" }).click();
  await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
  await emulator.control("/faults", undefined, "DELETE");
});
