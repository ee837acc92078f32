import { expect, test } from "vitest";
import { stripe } from "../target.ts";

test("a key tells its own account, and the same one each time", async () => {
  const account = await stripe.accounts.retrieveCurrent();
  expect(account).toMatchObject({ object: "account", id: expect.stringMatching(/^acct_\w{16}/) });
  expect((await stripe.accounts.retrieveCurrent()).id).toBe(account.id);
});
