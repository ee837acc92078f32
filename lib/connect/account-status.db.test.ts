import { expect, test, vi } from "vitest";
import { checkMyAccount } from "@/lib/connect/account-status";
import { db } from "@/lib/db/client";
import { signInSeller } from "@/testkit/in-process/sellers";
import { control, stripe } from "@/testkit/in-process/stripe";

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);

/** A seller with nothing in a check, of whom nothing was heard for ten seconds; what Stripe has since stands at Stripe alone. */
async function sellerWithNews() {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const seller = await signInSeller();
  await stripe().accounts.update(seller.stripeId, { individual: { first_name: "Juno" } });
  await db.connectedAccount.update({ where: { id: seller.accountId }, data: { syncedAt: secondsAgo(10) } });
  return seller;
}

/** How often Stripe was asked for this account. */
async function readsOf(stripeId: string): Promise<number> {
  // A cast, because the contract of the emulator's control says so.
  const { requests } = (await control("/requests", undefined, "GET")) as {
    requests: { path: string; method: string }[];
  };
  return requests.filter(({ method, path }) => method === "GET" && path === `/v1/accounts/${stripeId}`).length;
}

test("whoever comes back from Stripe's page sees what they gave there, though no event told of it: asked once", async () => {
  const { viewer, stripeId } = await sellerWithNews();
  const [before, reads] = [await checkMyAccount(viewer, { arrivedAt: new Date() }), await readsOf(stripeId)];
  const after = await checkMyAccount(viewer, { arrivedAt: secondsAgo(6) });
  expect(after.version).not.toBe(before.version);
  expect(await checkMyAccount(viewer, { arrivedAt: secondsAgo(6) })).toEqual(after);
  expect((await readsOf(stripeId)) - reads).toBe(1);
});

test("an event has five seconds to come first, and where one came nobody is asked", async () => {
  const { viewer, accountId, stripeId } = await sellerWithNews();
  const reads = await readsOf(stripeId);
  await checkMyAccount(viewer, { arrivedAt: secondsAgo(2) });
  await db.connectedAccount.update({ where: { id: accountId }, data: { syncedAt: secondsAgo(5) } });
  await checkMyAccount(viewer, { arrivedAt: secondsAgo(8) });
  expect(await readsOf(stripeId)).toBe(reads);
});
