import { withTestStack } from "../testkit/stack.ts";
import { test as base, expect } from "./support/fixtures.ts";

/** A product whose people are checked by a flow of Stripe's Dashboard. */
const test = base.extend<object, object>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern.
    async ({}, use) => {
      await withTestStack({ name: "phone", settings: { VERIFICATION_FLOW: "vf_1Invented" } }, use);
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test("where a flow may check a phone number, a person can say theirs, change it, and take it back @emulator", async ({
  page,
  signIn,
}) => {
  await signIn();
  await page.goto("/verify");
  await expect(page.getByText("You may be sent a code", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Add your phone number" }).click();
  await page.getByLabel(/Country/).selectOption({ label: "France" });
  const phone = page.getByLabel(/Phone number/);
  const save = page.getByRole("button", { name: /Save/ });
  await phone.fill("503 555 0199");
  await save.click();
  await expect(phone).toHaveValue("503 555 0199");
  expect(await phone.evaluate((field: HTMLInputElement) => field.validity.patternMismatch)).toBe(true);

  await phone.fill("+1 (503) 555-0199");
  await save.click();
  await expect(page.getByText("You may be sent a code to +15035550199")).toBeVisible();
  await page.getByRole("link", { name: "Change your phone number" }).click();
  await expect(phone).toHaveValue("+15035550199");
  await phone.fill("");
  await save.click();
  await expect(page.getByText("You may be sent a code", { exact: true })).toBeVisible();
});
