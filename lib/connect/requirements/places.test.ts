import { expect, test } from "vitest";
import { countriesWithForm, numberExample, readNumber } from "./numbers";
import { postcodeExample, readPostcode, statesOf } from "./places";

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
  for (const country of ["US", "GB", "DE", "FR", "JP", "AU", "BR", "SG", "CA", "IE", "NL", "PT", "SE", "MX"]) {
    const example = postcodeExample(country);
    expect(example && readPostcode(example, country), country).toBe(example);
  }
  for (const kind of ["id_number", "tax_id", "registration_number", "vat_number"] as const) {
    for (const country of countriesWithForm(kind)) {
      expect(readNumber(kind, numberExample(kind, country) ?? "", country, false), `${kind} ${country}`).toBeTruthy();
    }
  }
});
