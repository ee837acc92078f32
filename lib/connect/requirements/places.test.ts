import { expect, test } from "vitest";
import { countriesWithForm, numberExample, readNumber } from "./numbers";
import { addressOrder, phoneExample, postcodeExample, readPostcode, statesOf } from "./places";
import { sellerCountries } from "./sellers";

test.each([
  ["US", 56],
  ["AU", 8],
  ["BR", 27],
  ["CA", 13],
  ["JP", 47],
])("%s has all of its states, each once", (country, count) => {
  const states = statesOf(country) ?? [];
  expect(new Set(states.map(({ code }) => code)).size).toBe(count);
  for (const { name } of states) expect(name).toMatch(/^\S(.*\S)?$/);
  expect(statesOf("DE")).toBeNull();
});

test("Japan's prefectures are there in both scripts, and in no other", () => {
  expect(statesOf("JP", "kana")).toHaveLength(47);
  for (const { code } of statesOf("JP", "kana") ?? []) expect(code).toMatch(/^\p{Script=Katakana}+$/u);
  for (const { code } of statesOf("JP") ?? []) expect(code).toMatch(/^\p{Script=Han}+[都道府県]$/u);
});

test("each example has the form that it is an example of", () => {
  for (const country of ["US", "GB", "DE", "FR", "AU", "BR", "SG", "CA", "IE", "NL", "PT", "SE", "MX"]) {
    const example = postcodeExample(country);
    expect(example && readPostcode(example, country), country).toBe(example);
  }
  expect(readPostcode(postcodeExample("JP") ?? "", "JP")).toBe("1000001");
  for (const kind of ["id_number", "tax_id", "registration_number", "vat_number"] as const) {
    for (const country of countriesWithForm(kind)) {
      expect(readNumber(kind, numberExample(kind, country) ?? "", country, false), `${kind} ${country}`).toBeTruthy();
    }
  }
});

test("an address is asked for as its country writes it", () => {
  const asked = (country: string, ...parts: string[]) => addressOrder(country).filter((part) => parts.includes(part));
  expect(asked("US", "line1", "city", "state", "postal_code")).toEqual(["line1", "city", "state", "postal_code"]);
  expect(asked("DE", "line1", "city", "postal_code")).toEqual(["line1", "postal_code", "city"]);
  const inJapan = ["postal_code", "state", "city", "town", "line1"];
  expect(asked("JP", ...inJapan)).toEqual(inJapan);
});

test("a seller of every country reads a phone number of their own", () => {
  for (const country of Object.keys(sellerCountries)) expect(phoneExample(country), country).toMatch(/^\+\d[\d ]+$/);
  expect(phoneExample("XX")).toBeNull();
});
