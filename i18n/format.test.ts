import { expect, test } from "vitest";
import {
  ago,
  currencyName,
  hoursAndMinutes,
  list,
  localMoment,
  narrowDuration,
  numberFormats,
  shortDuration,
  utcFormats,
  zonedMoment,
} from "@/i18n/format";

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

test.each([
  [-5 * second, "0s"],
  [4_900, "4s"],
  [58 * minute, "58m"],
  [5 * hour + 12 * minute, "5h 12m"],
  [day + 4 * hour, "1d 4h"],
  [42 * day + 4 * hour, "42d"],
])("%i ms are %s in a table", (ms, written) => {
  expect(narrowDuration(ms, "en")).toBe(written);
});

test.each([
  [0, "1 sec"],
  [59_400, "59 secs"],
  [108_000, "1 min 48 secs"],
  [2 * hour, "2 hrs"],
  [200_000_000, "2 days"],
])("%i ms are %s in a sentence", (ms, written) => {
  expect(shortDuration(ms, "en")).toBe(written);
});

test.each([
  ["usd", "en", "US dollars"],
  ["jpy", "en", "Japanese yen"],
  ["eur", "de", "Euro"],
])("%s is called in %s %s", (currency, locale, name) => {
  expect(currencyName(currency, locale)).toBe(name);
});

test("the time that is left to open evidence is in hours, however many", () => {
  expect(hoursAndMinutes(47 * hour + 59 * minute, "en")).toBe("47h 59m");
});

test.each([
  [-1, "0 sec ago"],
  [90 * second, "90 sec ago"],
  [5 * minute, "5 min ago"],
  [3 * hour, "3 hr ago"],
  [2 * day, "2 days ago"],
])("%i ms ago is %s", (ms, written) => {
  expect(ago(ms, "en")).toBe(written);
});

test("English dates stand in the order of the other European languages", () => {
  const iso = "2026-11-21T14:00:05Z";
  expect(localMoment(iso, "both", "en", "UTC")).toBe("21 November 2026, 14:00");
  expect(utcFormats.dayAndMinute("en").format(new Date(iso))).toBe("21 Nov, 14:00");
  expect(utcFormats.whole("en").format(new Date(iso))).toBe("21 Nov 2026, 14:00:05");
});

test.each([
  ["UTC", "20:30", "Coordinated Universal Time", "UTC+0"],
  ["Europe/Berlin", "21:30", "Central European Time", "UTC+1"],
  ["Asia/Kathmandu", "02:15", "Nepal Time", "UTC+5:45"],
  ["America/Los_Angeles", "12:30", "Pacific Time", "UTC-8"],
])("a moment in the zone %s has its time, name and offset", (zone, time, name, offset) => {
  const written = zonedMoment(new Date("2026-11-26T20:30:00Z"), zone, "en");
  const date = zone === "Asia/Kathmandu" ? "Friday, 27 November 2026" : "Thursday, 26 November 2026";
  expect(written).toEqual({ date, time, zone: name, offset });
});

test("a language writes its own digits, units, lists and names of months", () => {
  expect(shortDuration(2 * hour, "de")).toBe("2 Std.");
  expect(ago(5 * minute, "fr")).toBe("il y a 5\u00a0min");
  expect(list(["A", "B"], "or", "de")).toBe("A oder B");
  expect(utcFormats.monthAndYear("de").format(new Date("2030-05-01"))).toBe("Mai 2030");
  expect(numberFormats.plain("ar-EG").format(12)).toBe("١٢");
});
