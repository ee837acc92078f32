import { always, birthDate, businessType, mcc, type Table, url } from "../table.ts";

const parts = ["city", "line1", "postal_code", "state", "town"];
const address = ["address_kana", "address_kanji"].flatMap((script) => parts.map((part) => `${script}.${part}`));
const name = ["first_name_kana", "first_name_kanji", "last_name_kana", "last_name_kanji"];

export const jp: Table = {
  always: [
    ...always,
    mcc,
    url,
    {
      who: "account",
      ask: ["business_profile.product_description"],
      when: "start",
      sources: ["teachNiche", "countrySpecs"],
    },
  ],
  untyped: [
    businessType,
    {
      who: "representative",
      ask: [...address, ...birthDate, "email", ...name, "phone"],
      when: "start",
      sources: ["teachNiche"],
    },
  ],
  individual: [
    {
      who: "individual",
      ask: [...address, ...birthDate, "email", ...name, "phone"],
      when: "start",
      sources: ["countrySpecs"],
    },
    {
      who: "individual",
      ask: ["verification.document"],
      when: "start",
      // An answer of 2024: what failed of the typed data stands at the document.
      replaces: [...name, ...birthDate],
      stops: "payouts",
      sources: ["recordings", "countrySpecs"],
    },
  ],
  company: [
    {
      who: "company",
      ask: [...address, "directors_provided", "name", "name_kana", "name_kanji", "phone", "tax_id"],
      when: "start",
      sources: ["countrySpecs"],
    },
    {
      who: "company",
      ask: ["verification.document"],
      when: "failed",
      replaces: ["name", "tax_id"],
      sources: ["assumed"],
    },
    {
      who: "representative",
      ask: [...address, ...birthDate, "email", ...name, "phone", "relationship.title"],
      when: "start",
      sources: ["countrySpecs"],
    },
    {
      who: "representative",
      ask: ["verification.document"],
      when: "failed",
      replaces: [...name, ...birthDate],
      sources: ["assumed"],
    },
    { who: "directors", ask: [...birthDate, ...name], when: "start", sources: ["countrySpecs"] },
  ],
  owners: [],
};
