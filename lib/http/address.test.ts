import { expect, test } from "vitest";
import { addressDay, addressText, readCursor, toCursorText } from "@/lib/http/address";

test.each(["\0", "a\0b", "a\nb", "\u0085", "\ud800", "a\udc00", "", "  ", "x".repeat(201)])(
  "%j is no line of text",
  (text) => {
    expect(addressText.safeParse(text).success).toBe(false);
  },
);

test.each([[["a"]], [{ a: "b" }], [7], [undefined]])("%j is no text at all", (given) => {
  expect(addressText.safeParse(given).success).toBe(false);
});

test.each(["Ann", "Łukasz 😀", "x".repeat(200)])("%s is a line of text", (text) => {
  expect(addressText.parse(` ${text} `)).toBe(text);
});

test.each([
  "0000-01-01",
  "0001-01-01",
  "1969-12-31",
  "9999-12-31",
  "10000-01-01",
  "+010000-01-01",
  "2026-02-30",
  "2026-1-1",
  "2026",
])("%s is no day that may be asked for", (day) => {
  expect(addressDay.safeParse(day).success).toBe(false);
});

test.each(["1970-01-01", "2026-11-28", "2028-02-29", "9989-12-31"])("%s is a day", (day) => {
  expect(addressDay.parse(day)).toBe(day);
});

test.each([
  "2026",
  "2026-11-28",
  "2026-99-01T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "0000-01-01T00:00:00.000Z",
  "+275760-09-13T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "2026-11-28T00:00:00",
  "now",
  "infinity",
])("%s is no cursor's moment", (text) => {
  expect(readCursor(`${text}_evt_1`, /^evt_\w*$/)).toBeNull();
});

test.each(["2026-11-28T10:00:00.123Z", "2026-11-28T10:00:00.123456Z"])("%s is one", (text) => {
  expect(readCursor(`${text}_evt_1`, /^evt_\w*$/)).toEqual({ at: new Date(text), id: "evt_1" });
});

test("a cursor comes back from an address as it was", () => {
  const cursor = { at: new Date("2026-11-28T10:00:00.123Z"), id: "evt_a_b" };
  expect(readCursor(toCursorText(cursor), /^evt_\w*$/)).toEqual(cursor);
});

test.each([
  undefined,
  "",
  "_",
  "2026-11-28T10:00:00.123Z",
  "2026-11-28T10:00:00.123Z_",
  "2026-11-28T10:00:00.123Z_vs_1",
  "2026-11-28T10:00:00.123Z_evt_1'--",
])("%j is no place in a list of events", (text) => {
  expect(readCursor(text, /^evt_\w*$/)).toBeNull();
});
