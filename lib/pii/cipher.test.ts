import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { open, seal } from "@/lib/pii/cipher";

const key = randomBytes(32);
const place = { table: "verification_session", column: "output_first_name", rowId: "vs_1" };
const text = Buffer.from("Ada Beispieler");

test("opens where it was put, and hides what it holds", () => {
  const sealed = seal(key, text, place);
  expect(open(key, sealed, place)).toEqual(text);
  expect(Buffer.from(sealed).includes(text)).toBe(false);
});

test.each([
  ["another row", { ...place, rowId: "vs_2" }],
  ["another column", { ...place, column: "output_last_name" }],
  ["another table", { ...place, table: "user" }],
])("does not open in %s", (_where, elsewhere) => {
  expect(() => open(key, seal(key, text, place), elsewhere)).toThrow(
    expect.objectContaining({ code: "pii_unreadable" }),
  );
});

test("does not open with another key, nor with one bit changed, nor cut short", () => {
  const sealed = seal(key, text, place);
  const changed = Uint8Array.from(sealed, (byte, index) => (index === sealed.length - 1 ? byte ^ 1 : byte));
  expect(() => open(randomBytes(32), sealed, place)).toThrow();
  expect(() => open(key, changed, place)).toThrow();
  expect(() => open(key, sealed.subarray(0, 20), place)).toThrow();
});

test("the same text never looks the same twice", () => {
  expect(seal(key, text, place)).not.toEqual(seal(key, text, place));
});
