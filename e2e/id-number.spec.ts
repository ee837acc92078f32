import { withTestStack } from "../testkit/stack.ts";
import { test as base, expect } from "./support/fixtures.ts";

/** A product that asks for an ID number alone, and gives each person a Stripe customer. */
const test = base.extend<object, object>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern.
    async ({}, use) => {
      const settings = { VERIFICATION_TYPE: "id_number", CUSTOMERS: "customer", CUSTOMER_DETAILS: "full" };
      await withTestStack({ name: "id-number", settings }, use);
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test.describe("where an ID number alone is asked for", { tag: "@emulator" }, () => {
  test("a person reads so, is verified by it, and their Stripe customer says by which session", async ({
    page,
    signIn,
    stripe,
    stripeScreen,
    sql,
  }) => {
    const ofPictures = page.getByText(/picture|photo|camera|selfie|face check/i);
    await page.goto("/");
    await expect(page.getByText(/One ID number/)).toBeVisible();
    await expect(ofPictures).toHaveCount(0);
    const person = await signIn();
    await page.goto("/verify");
    await expect(page.getByText("Your ID number")).toBeVisible();
    await expect(page.getByRole("list", { name: "Your progress" })).toContainText("ID number");
    await expect(ofPictures).toHaveCount(0);
    await expect(page.getByText("A camera", { exact: true })).toHaveCount(0);
    await page.getByRole("link", { name: "Continue" }).click();
    await expect(page.getByText(/no biometric data/).first()).toBeVisible();
    await page.getByRole("button", { name: "Verify in another way" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("You chose another way");
    await page.getByRole("link", { name: "Go back to the check" }).click();
    await page.getByRole("button", { name: "I agree, start now", exact: true }).click();
    await stripeScreen(page).opened();

    const { data } = await stripe.identity.verificationSessions.list({ client_reference_id: person.userId });
    expect(data).toMatchObject([{ type: "id_number", related_customer: expect.stringMatching(/^cus_/) }]);
    const metadata = async () => {
      const customer = await stripe.customers.retrieve(data[0]?.related_customer ?? "");
      return customer.deleted ? null : customer.metadata;
    };
    expect(await metadata()).toEqual({ user_id: person.userId, verification_status: "pending" });

    await stripeScreen(page).submit("verified");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are verified");
    await expect(page.getByText("ID number kept by us")).toBeVisible();
    await expect(ofPictures).toHaveCount(0);
    await expect.poll(metadata).toEqual({
      user_id: person.userId,
      verification_status: "verified",
      verification_session_id: data[0]?.id,
    });

    const { rows } = await sql.query<{ id: string }>("select id from verification where user_id = $1", [person.userId]);
    await signIn("reviewer");
    await page.goto(`/verifications/${rows[0]?.id}`);
    const evidence = page.getByRole("region", { name: "Evidence" });
    await expect(evidence.getByText("ID number")).toBeVisible();
    await expect(evidence.getByText(/selfie|front|back|document|picture/i)).toHaveCount(0);
  });
});
