import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/lib/db/client";
import {
  acquire,
  backOff,
  backOffAccount,
  inBackground,
  purgeAccountBudgets,
  withReserved,
} from "@/lib/rate-limit/stripe-calls";
import { until } from "@/testkit/until";

// Read with the environment on first use, which is after this line.
const rate = 40;
process.env.STRIPE_CALLS_PER_SECOND = String(rate);

beforeEach(async () => {
  await db.stripeBudget.deleteMany();
  await db.accountBudget.deleteMany();
});

const tokens = async () => (await db.stripeBudget.findUniqueOrThrow({ where: { id: 1 } })).tokens;

test("a backlog gets no more than the rate, however many ask at once", async () => {
  const startedAt = performance.now();
  const calls = rate * 2;
  await Promise.all(Array.from({ length: calls }, () => inBackground(() => acquire())));
  const seconds = (performance.now() - startedAt) / 1000;
  // A bound that a slow machine only moves away from: half of the bucket is for people.
  expect(seconds).toBeGreaterThanOrEqual((calls - rate / 10) / rate - 0.05);
});

test("however many interactive calls are made, three quarters of the bucket stay for results", async () => {
  await Promise.all(Array.from({ length: rate * 5 }, () => acquire()));
  await acquire(rate * 5);
  expect(await tokens()).toBeGreaterThanOrEqual((rate / 5) * 0.75);
});

test("an interactive call goes out while a backlog waits", async () => {
  let waited = 0;
  // Few that ask for many: a busy machine that takes long for each would refill the bucket meanwhile.
  const backlog = Array.from({ length: 4 }, () => inBackground(() => acquire(rate)).then(() => waited++));
  await until("the budget is overdrawn", async () => (await db.stripeBudget.count()) > 0 && (await tokens()) < -rate);
  await acquire();
  expect(waited).toBeLessThan(backlog.length);
  await Promise.all(backlog);
});

test("two calls that are reserved count once, and a third waits like any other", async () => {
  await inBackground(() =>
    withReserved(2, async () => {
      const afterReserving = await db.stripeBudget.findUniqueOrThrow({ where: { id: 1 } });
      await Promise.all([acquire(), acquire()]);
      expect(await db.stripeBudget.findUniqueOrThrow({ where: { id: 1 } })).toEqual(afterReserving);
      await acquire();
      expect(await db.stripeBudget.findUniqueOrThrow({ where: { id: 1 } })).not.toEqual(afterReserving);
    }),
  );
});

test("after a 429 the background holds still, people do not, and a second 429 does not make it longer", async () => {
  await acquire();
  await backOff(1);
  const startedAt = performance.now();
  await backOff(1);
  expect(await tokens()).toBe(-rate);
  await inBackground(() => acquire());
  expect((performance.now() - startedAt) / 1000).toBeGreaterThan(0.95);
});

test("a 429 to somebody who presses does not begin the wait of an earlier one anew, nor end it", async () => {
  await acquire();
  await backOff(60);
  const passed = async (seconds: number) =>
    db.$executeRaw`update stripe_budget set refilled_at = refilled_at - ${seconds} * interval '1 second'`;
  await passed(30);
  await backOff(2);
  const left = -(await tokens()) / rate;
  // What the machine itself takes only makes it shorter.
  expect(left).toBeLessThanOrEqual(30);
  expect(left).toBeGreaterThan(2);
  await passed(29);
  await backOff(2);
  expect(await tokens()).toBe(-2 * rate);
});

describe("one connected account", () => {
  const account = "acct_busy";
  const tokensOf = async (id: string) => (await db.accountBudget.findUniqueOrThrow({ where: { stripeId: id } })).tokens;

  test("gets a quarter of the rate in the background, and its backlog takes nothing from another", async () => {
    const calls = rate / 2;
    const startedAt = performance.now();
    const seconds = async (done: Promise<unknown>) => {
      await done;
      return (performance.now() - startedAt) / 1000;
    };
    const backlog = seconds(Promise.all(Array.from({ length: calls }, () => inBackground(() => acquire(1, account)))));
    const other = seconds(inBackground(() => withReserved(2, () => Promise.all([acquire(), acquire()]), "acct_other")));
    // A bound that a slow machine only moves away from: half of a second's worth goes at once.
    const [waited, waitedNot] = await Promise.all([backlog, other]);
    expect(waited).toBeGreaterThanOrEqual((calls - rate / 8) / (rate / 4) - 0.05);
    expect(waitedNot).toBeLessThan(waited);
    expect(await tokensOf("acct_other")).toBe(rate / 4 - 2);
  });

  test("holds still alone after Stripe said that it is locked", async () => {
    await acquire(1, account);
    const ofAll = await tokens();
    await backOffAccount(account, 1);
    expect(await tokensOf(account)).toBe(-rate / 4);
    expect(await tokens()).toBe(ofAll);
  });

  test("is forgotten when its bucket has long been full", async () => {
    await acquire(1, account);
    await acquire(1, "acct_recent");
    await db.accountBudget.update({
      where: { stripeId: account },
      data: { refilledAt: new Date(Date.now() - 3_700_000) },
    });
    await purgeAccountBudgets();
    expect(await db.accountBudget.findMany({ select: { stripeId: true } })).toEqual([{ stripeId: "acct_recent" }]);
  });
});
