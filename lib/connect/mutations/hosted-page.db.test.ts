import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openHostedPage } from "@/lib/connect/mutations/stripe-pages";
import { db } from "@/lib/db/client";
import { startAnsweringServer } from "@/testkit/any-stripe-answer";
import { signInSomebody } from "@/testkit/in-process/people";

const url = "https://connect.stripe.com/setup/c/acct_1/onceOnly";
const asked: string[] = [];
let close = () => {};

beforeAll(async () => {
  const server = await startAnsweringServer((path) => {
    asked.push(path);
    return { object: "account_link", created: 1, expires_at: 301, url };
  });
  close = server.close;
  vi.stubEnv("STRIPE_API_BASE", server.url);
});
afterAll(() => close());

test("Stripe's own page is opened by an address that is made on the press, handed on and kept nowhere", async () => {
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  const viewer = await signInSomebody();
  // Closed: an appeal may stand on that page.
  const { id } = await db.connectedAccount.create({
    data: { userId: viewer.userId, stripeId: `acct_${randomUUID()}`, country: "US", status: "closed" },
  });
  expect(await openHostedPage(viewer, { kind: "onboarding" })).toEqual({ ok: true, url });
  expect(asked).toEqual(["/v1/account_links"]);
  const entries = await db.auditEntry.findMany({ where: { targetId: id } });
  expect(entries).toMatchObject([{ action: "account.hosted_page_opened", actorId: viewer.userId, subject: null }]);
  expect(written.join("")).not.toContain("onceOnly");
  expect(
    JSON.stringify(await db.connectedAccount.findUnique({ where: { id } }), (_, value) =>
      typeof value === "bigint" ? 0 : value,
    ),
  ).not.toContain("onceOnly");
});
