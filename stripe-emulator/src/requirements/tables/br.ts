import {
  addressWithState,
  always,
  birthDate,
  businessType,
  enoughExecutives,
  mcc,
  name,
  ownersProvided,
  type Table,
} from "../table.ts";

const identity = [...name, ...birthDate, "id_number"];
/** What everybody is asked, e-mail and telephone aside. */
const person = [...addressWithState, ...birthDate, "id_number", ...name, "political_exposure"];

/** As of 2022: what the programme br-2025 changed is not known. */
export const br: Table = {
  always: [
    ...always,
    mcc,
    { who: "account", ask: ["business_profile.product_description"], when: "start", sources: ["countrySpecs"] },
  ],
  untyped: [
    businessType,
    { who: "representative", ask: [...person, "email", "phone"], when: "start", sources: ["countrySpecs", "assumed"] },
  ],
  individual: [
    { who: "individual", ask: [...person, "email", "phone"], when: "start", sources: ["countrySpecs"] },
    {
      who: "individual",
      ask: ["verification.document"],
      when: "eventually",
      replaces: identity,
      sources: ["countrySpecs"],
    },
  ],
  company: [
    { who: "company", ask: [...addressWithState, "name", "phone", "tax_id"], when: "start", sources: ["countrySpecs"] },
    { who: "company", ask: ["directors_provided"], when: "start", sources: ["countrySpecs"] },
    {
      who: "company",
      ask: ["executives_provided"],
      when: "start",
      enough: enoughExecutives,
      sources: ["countrySpecs", "openapi", "assumed"],
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
      ask: [...person, "email", "phone", "relationship.executive", "relationship.title"],
      when: "start",
      sources: ["countrySpecs"],
    },
    { who: "representative", ask: ["verification.document"], when: "failed", replaces: identity, sources: ["assumed"] },
    { who: "directors", ask: [...person, "email", "relationship.title"], when: "start", sources: ["countrySpecs"] },
    {
      who: "directors",
      ask: ["verification.document"],
      when: "eventually",
      replaces: identity,
      sources: ["countrySpecs"],
    },
    { who: "executives", ask: [...person, "email", "relationship.title"], when: "start", sources: ["countrySpecs"] },
    {
      who: "executives",
      ask: ["verification.document"],
      when: "eventually",
      replaces: identity,
      sources: ["countrySpecs"],
    },
  ],
  owners: [
    { ...ownersProvided, sources: ["countrySpecs", "openapi", "docs"] },
    { who: "owners", ask: [...person, "relationship.percent_ownership"], when: "start", sources: ["countrySpecs"] },
    {
      who: "owners",
      ask: ["verification.document"],
      when: "eventually",
      replaces: identity,
      sources: ["countrySpecs"],
    },
  ],
};
