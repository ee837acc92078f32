import { expect, test } from "vitest";
import { toArrival } from "./arrival";

const present = new Date("2026-11-21T14:00:00Z");

test("a time within the last hour is believed", () => {
  expect(toArrival(String(present.getTime() - 5_000), present)).toEqual(new Date("2026-11-21T13:59:55Z"));
});

test.each([null, undefined, "", "abc", "-1", "1e12", "99999999999999999", String(present.getTime() + 1), "0"])(
  "anything else counts as now: %s",
  (since) => {
    expect(toArrival(since, present)).toEqual(present);
  },
);
