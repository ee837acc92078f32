import { expect, test } from "vitest";
import type { RequirementStep } from "@/lib/connect/schema";
import { toLanes } from "./lanes";

const start = Date.parse("2026-11-12T00:00:00Z");
const at = (hour: number) => start + hour * 3_600_000;
const step = (hour: number, entry: string, rest: Partial<RequirementStep>): RequirementStep => ({
  ...{ id: String(hour), at: new Date(at(hour)).toISOString(), personId: null, entry },
  ...{ change: "moved", list: "current", deadline: null, code: null, ...rest },
});

test("an entry is due, checked, failed and settled, each from its step to the next", () => {
  const history = [
    step(0, "company.tax_id", { change: "appeared" }),
    step(2, "company.tax_id", { change: "answered" }),
    step(3, "company.tax_id", { list: "pending" }),
    step(4, "company.tax_id", { change: "failed", code: "invalid_tax_id" }),
    step(6, "company.tax_id", { change: "met", list: "pending" }),
  ].toReversed();
  expect(toLanes(history, ({ entry }) => entry, at(9))).toEqual([
    {
      key: "company.tax_id",
      stretches: [
        { state: "due", from: at(0), to: at(3) },
        { state: "checking", from: at(3), to: at(4) },
        { state: "failed", from: at(4), to: at(6) },
        { state: "settled", from: at(6), to: at(9) },
      ],
    },
  ]);
});

test("entries of one thing share a lane, which shows the most telling of them; what Stripe asks no more ends", () => {
  const history = [
    step(0, "dob.day", { change: "appeared", list: "eventually" }),
    step(0, "dob.month", { change: "appeared" }),
    step(5, "dob.month", { change: "met" }),
    step(7, "dob.day", { change: "dropped", list: "eventually" }),
  ].toReversed();
  expect(toLanes(history, () => "dob", at(8))).toEqual([
    {
      key: "dob",
      stretches: [
        { state: "due", from: at(0), to: at(5) },
        { state: "later", from: at(5), to: at(7) },
        { state: "settled", from: at(7), to: at(8) },
      ],
    },
  ]);
});
