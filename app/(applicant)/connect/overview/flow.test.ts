import { expect, test } from "vitest";
import { payoutsOf } from "./flow";

const account = {
  status: "enabled",
  chargesEnabled: true,
  payoutsEnabled: true,
  chargesChangedAt: null,
  payoutsChangedAt: "2026-11-01T00:00:00.000Z",
  dueBy: null,
} as const;

test.each([
  ["on", account],
  ["at_risk", { ...account, dueBy: "2026-12-01T00:00:00.000Z" }],
  ["paused", { ...account, payoutsEnabled: false, status: "paused" }],
  ["off", { ...account, payoutsEnabled: false, status: "closed" }],
  // Stripe's documentation shows a rejected account whose payouts are on.
  ["on", { ...account, status: "closed" }],
  ["not_yet", { ...account, payoutsEnabled: false, payoutsChangedAt: null, status: "due" }],
] as const)("payouts are %s by Stripe's switch, whatever the status", (flow, facts) => {
  expect(payoutsOf(facts)).toBe(flow);
});
