import type Stripe from "stripe";
import { expect, test } from "./support/fixtures.ts";

/*
 * The doctor's page in the running product: the same checks as lib/health/doctor/checks.db.test.ts plants faults for, here with a
 * web, a worker and an emulator that really run.
 */

const says = (name: string, state: string) => ({ hasText: new RegExp(`^${name} ${state}`) });

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a developer sees that all is well, and what to fix once it is not", { tag: "@emulator" }, async ({
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
    await expect(checks.filter(says("Publishable key", "Right"))).toContainText("same account and mode");
    await expect(checks.filter(says("Secret", "Right"))).toContainText("a signed event came back");
    const processes = page.getByRole("table");
    await expect(
      processes.getByRole("row", { name: /^web \d+ \S+ Running · answers this page .* \d+ MB$/ }),
    ).toHaveCount(1);
    await expect(processes.getByRole("row", { name: /^worker \d+ \S+ Running .* \d+ MB$/ })).toHaveCount(1);
    await expect(page.getByRole("button", { name: "Copy as text" })).toBeHidden();

    const { permissions } = (await emulator.control("/keys/permissions", undefined, "GET")) as {
      permissions: string[];
    };
    await emulator.control("/keys/permissions", { permissions: [...permissions, "customers_read"] });
    try {
      await page.getByRole("link", { name: "Check again" }).click();
      const key = checks.filter(says("Restricted key", "To fix"));
      await expect(key).toContainText("Customers: Read");
      await expect(key).toContainText("A leak of this key would reach beyond verification results");
      await expect(key).toContainText("edit the key");
    } finally {
      await emulator.control("/keys/permissions", { permissions });
    }
  });

  test("an endpoint that does not name the redactions is fixed by whoever may, who is told before what will change", {
    tag: "@emulator",
  }, async ({ page, signIn, stripe, sql }) => {
    const redacted = "identity.verification_session.redacted";
    const { data } = await stripe.webhookEndpoints.list();
    const endpoint = data.find(({ url }) => url.endsWith("/api/stripe/webhook"));
    if (!endpoint) throw new Error("the emulator has no endpoint for the platform's own events");
    // A cast, because Stripe answers what it would take.
    const used = endpoint.enabled_events as Stripe.WebhookEndpointUpdateParams.EnabledEvent[];
    await stripe.webhookEndpoints.update(endpoint.id, {
      enabled_events: [...used.filter((type) => type !== redacted), "customer.created"],
    });
    try {
      const developer = await signIn("developer");
      await page.goto("/health");
      const events = page.getByRole("listitem").filter(says("Events", "To fix"));
      await expect(events).toContainText(`${redacted} is not named`);
      await events.getByRole("link", { name: "Name them at Stripe…" }).click();
      await expect(page.getByRole("listitem")).toHaveText([redacted, "customer.created"]);
      expect((await stripe.webhookEndpoints.retrieve(endpoint.id)).enabled_events).not.toContain(redacted);

      await page.getByRole("button", { name: "Change it at Stripe" }).click();
      await expect(page.getByRole("status")).toContainText("Stripe took it");
      await expect(page.getByRole("listitem").filter(says("Events", "Right"))).toBeVisible();
      expect((await stripe.webhookEndpoints.retrieve(endpoint.id)).enabled_events.sort()).toEqual([...used].sort());
      const { rows } = await sql.query("select action, target_id as about from audit_entry where actor_id = $1", [
        developer.userId,
      ]);
      expect(rows).toEqual([{ action: "endpoint.events_requested", about: endpoint.id }]);
    } finally {
      await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: used });
    }
  });
});

test("the report can be taken along as text, with no key in it", { tag: "@emulator" }, async ({
  page,
  context,
  signIn,
  emulator,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn("admin");
  await page.goto("/health");
  await page.getByRole("button", { name: "Copy as text" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^\nNorthwind Identity, looks at this web process\n/);
  expect(text).toMatch(/\n ✓ Secret key {2,}sk_test_…/);
  expect(text).toMatch(/, exit \d\n$/);
  const keys = (await emulator.control("/keys", undefined, "GET")) as Record<string, string>;
  for (const key of Object.values(keys)) expect(text).not.toContain(key.slice(-8));
});
