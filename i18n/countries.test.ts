import { expect, test } from "vitest";
import { countriesByName, countryCodes, countryName } from "@/i18n/countries";

/** Stripe documentation, Identity, "Supported documents": countries whose documents and selfies are checked, as of 2026-11. */
const checkedByStripe = `
  AE AL AM AR AT AU AZ BD BE BG BH BJ BO BR BS BY CA CH CI CL CM CN CO CR CY CZ DE DK DO DZ EC EE EG ES FI FR GB GE GH
  GR GT HK HN HR HT HU ID IE IL IN IQ IT JE JM JO JP KE KR KW KZ LB LI LK LT LU LV MA MD MK MM MN MT MU MX MY NG NL NO
  NP NZ PA PE PH PK PL PR PS PT PY RO RS RU SA SE SG SI SK SV TH TN TR TW UA UG US UY UZ VE VN ZA
`;

test("every country of ISO 3166-1 can be chosen, and Kosovo", () => {
  expect(countryCodes).toHaveLength(250);
  expect(new Set(countryCodes).size).toBe(250);
  expect(checkedByStripe.match(/\w+/g)?.filter((code) => !countryCodes.includes(code))).toEqual([]);
  expect(countriesByName("en").find(({ code }) => code === "XK")).toEqual({ code: "XK", name: "Kosovo" });
});

test.each(["en", "en-GB", "de", "ar", "ja"])("each has a name of its own in %s", (locale) => {
  const names = countriesByName(locale);
  expect(names.filter(({ code, name }) => name === code)).toEqual([]);
  expect(new Set(names.map(({ name }) => name)).size).toBe(250);
});

test.each(["UNO", "de", "", "D", "Berlin"])("what is no code, such as %j, is shown as it is", (text) => {
  expect(countryName(text, "en")).toBe(text);
});
