import { expect, test } from "./support/fixtures.ts";

test("an account that Stripe made for a person of ours is taken up by its webhooks, and followed @emulator", async ({
  page,
  signIn,
  sql,
  stripe,
}) => {
  const { userId } = await signIn("developer");
  const { id } = await stripe.accounts.create({
    type: "custom",
    country: "US",
    business_type: "individual",
    capabilities: { transfers: { requested: true } },
    metadata: { user_id: userId },
  });
  const held = async () => {
    const { rows } = await sql.query("select status, due_count from connected_account where stripe_id = $1", [id]);
    return rows[0];
  };
  // Nothing but the webhook at its own address tells of it: a round of the reconciler is minutes away.
  await expect.poll(held).toMatchObject({ status: "due" });
  const before = (await held()).due_count;
  await stripe.accounts.update(id, { individual: { first_name: "Juno", last_name: "Samplewood" } });
  await expect.poll(async () => (await held()).due_count).toBe(before - 2);

  await page.goto(`/events?q=${id}`);
  await expect(page.getByRole("link", { name: "person.created" }).first()).toBeVisible();
  await page.goto(`/events/drift?target=${id}`);
  await expect(page.getByText("Stripe and our rows agree.")).toBeVisible();
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(page).toHaveURL(/done=synced/);
});
