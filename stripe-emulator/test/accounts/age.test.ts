import { expect, test } from "vitest";
import { ageOf } from "../../src/accounts/checks/age.ts";

test.each([
  { dob: { day: 29, month: 11, year: 2008 }, today: "2026-11-29", age: 18 },
  { dob: { day: 30, month: 11, year: 2008 }, today: "2026-11-29", age: 17 },
  { dob: { day: 29, month: 2, year: 2008 }, today: "2026-02-28", age: 17 },
  { dob: { day: 29, month: 2, year: 2008 }, today: "2026-03-01", age: 18 },
  // A person who is 120 is not yet over 120.
  { dob: { day: 30, month: 11, year: 1905 }, today: "2026-11-29", age: 120 },
])("somebody born on $dob.year-$dob.month-$dob.day is $age on $today, all day", ({ dob, today, age }) => {
  for (const time of ["00:00:00Z", "23:59:59Z"]) expect(ageOf(dob, Date.parse(`${today}T${time}`) / 1000)).toBe(age);
});
