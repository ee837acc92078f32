import { expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { signInSomebody } from "@/testkit/in-process/people";
import { stripe } from "@/testkit/in-process/stripe";

process.env.CUSTOMERS = "account";

test("a seller's session is related to the connected account, another person's to nothing, and no customer is made", async () => {
  const seller = await signInSomebody();
  const other = await signInSomebody();
  const account = await stripe().accounts.create({ type: "custom", country: "FR" });
  await db.connectedAccount.create({ data: { userId: seller.userId, stripeId: account.id, country: "FR" } });
  for (const viewer of [seller, other]) {
    await recordConsent(viewer, { choice: "agreed", locale: "en" });
    expect(await startVerification(viewer, { entry: "modal" })).toMatchObject({ ok: true });
  }
  const { data } = await stripe().identity.verificationSessions.list({ related_customer_account: account.id });
  expect(data.map(({ client_reference_id: reference }) => reference)).toEqual([seller.userId]);
  expect(await db.customer.count()).toBe(0);
  expect((await stripe().customers.list()).data).toEqual([]);
});
