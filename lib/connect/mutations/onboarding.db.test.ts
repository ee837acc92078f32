import { afterEach, expect, test, vi } from "vitest";
import { openOnboarding } from "@/lib/connect/mutations/stripe-pages";
import { db } from "@/lib/db/client";
import { checkEnvAtBoot } from "@/lib/env";
import { signInSomebody } from "@/testkit/in-process/people";
import { signInSeller } from "@/testkit/in-process/sellers";
import { control } from "@/testkit/in-process/stripe";

/** As after a deployment with this. */
function deploy(pages: "own" | "embedded") {
  process.env.SELLER_PAGES = pages;
  checkEnvAtBoot();
}

afterEach(async () => {
  deploy("own");
  vi.restoreAllMocks();
  await control("/faults", undefined, "DELETE");
});

test("embedded onboarding opens by a secret that is made on each call, handed on, and neither kept nor logged", async () => {
  const { viewer, accountId } = await signInSeller();
  deploy("embedded");
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  const [first, second] = [await openOnboarding(viewer), await openOnboarding(viewer)];
  if (!first.ok || !second.ok) throw new Error("no session was opened");
  expect(first.clientSecret).toMatch(/^accs_secret__/);
  expect(second.clientSecret).not.toBe(first.clientSecret);

  const entries = await db.auditEntry.findMany({ where: { targetId: accountId, action: "account.onboarding_opened" } });
  expect(entries).toMatchObject([{ actorId: viewer.userId, subject: null }, { actorId: viewer.userId }]);
  expect(written.join("")).not.toContain("accs_secret__");
  const tables = await db.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  for (const { name } of tables) {
    const [row] = await db.$queryRawUnsafe<{ count: number }[]>(
      `select count(*)::int as count from "${name}" t where t::text like '%accs_secret%'`,
    );
    expect(row?.count, name).toBe(0);
  }
});

test("it is opened for who sells, and only where it stands in the place of our forms", async () => {
  const { viewer } = await signInSeller();
  expect(await openOnboarding(viewer)).toEqual({ ok: false, code: "not_answerable" });
  deploy("embedded");
  expect(await openOnboarding(await signInSomebody())).toEqual({ ok: false, code: "not_started" });
  await db.connectedAccount.update({ where: { userId: viewer.userId }, data: { status: "closed" } });
  expect(await openOnboarding(viewer)).toEqual({ ok: false, code: "closed" });
});

test("it counts with the seller's other presses, and says so when Stripe is away", async () => {
  const { viewer } = await signInSeller();
  deploy("embedded");
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await control("/faults", { target: "api", kind: "status", status: 500, path: "/v1/account_sessions", count: 5 });
  expect(await openOnboarding(viewer)).toEqual({ ok: false, code: "stripe_unavailable" });
  await db.personLimit.updateMany({
    where: { userId: viewer.userId, action: "connect" },
    data: { spentUntil: new Date(Date.now() + 3_600_000) },
  });
  expect(await openOnboarding(viewer)).toEqual({ ok: false, code: "too_often" });
});
