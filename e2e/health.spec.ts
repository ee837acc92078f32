import { expect, test } from "./fixtures.ts";

/*
 * The doctor's page in the running product: the same checks as lib/doctor/checks.db.test.ts plants faults for, here with a
 * web, a worker and an emulator that really run.
 */

test.use({ javaScriptEnabled: false });

const says = (name: string, state: string) => ({ hasText: new RegExp(`^${name} ${state}`) });

test("a developer sees that all is well, and what to mend once it is not", { tag: "@emulator" }, async ({
  page,
  signIn,
  verifiedCase,
  emulator,
}) => {
  await verifiedCase();
  await signIn("developer");
  await page.goto("/health");
  const checks = page.getByRole("listitem");
  for (const name of ["Secret key", "Restricted key", "Events", "Secret", "Migrations", "Workers", "Mail", "Clock"]) {
    await expect(checks.filter(says(name, "Right"))).toBeVisible();
  }
  await expect(checks.filter(says("Secret", "Right"))).toContainText("a signed event came back");

  const { permissions } = (await emulator.call("/keys/permissions", undefined, "GET")) as { permissions: string[] };
  await emulator.call("/keys/permissions", { permissions: [...permissions, "customers_read"] });
  try {
    await page.getByRole("link", { name: "Check again" }).click();
    const key = checks.filter(says("Restricted key", "To mend"));
    await expect(key).toContainText("Customers: Read");
    await expect(key).toContainText("A leak of this key would reach beyond verification results");
    await expect(key).toContainText("edit the key");
  } finally {
    await emulator.call("/keys/permissions", { permissions });
  }
});
