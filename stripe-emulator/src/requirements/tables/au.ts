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
  url,
} from "../table.ts";

const identity = [...name, ...birthDate];

export const au: Table = {
  always: [...always, mcc, url],
  untyped: [
    businessType,
    {
      who: "representative",
      ask: [...addressWithState, ...birthDate, "email", ...name, "phone"],
      when: "start",
      sources: ["teachNiche"],
    },
  ],
  individual: [
    {
      who: "individual",
      ask: [...addressWithState, ...birthDate, "email", ...name, "phone"],
      when: "start",
      sources: ["countrySpecs", "recordings"],
    },
    {
      who: "individual",
      ask: ["verification.document"],
      when: "eventually",
      replaces: identity,
      sources: ["countrySpecs", "recordings"],
    },
  ],
  company: [
    {
      who: "company",
      ask: [...addressWithState, "name", "phone", "registration_number", "tax_id"],
      when: "start",
      sources: ["countrySpecs"],
    },
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
      replaces: ["name", "registration_number", "tax_id"],
      sources: ["assumed"],
    },
    {
      who: "representative",
      ask: [
        ...addressWithState,
        ...birthDate,
        "email",
        ...name,
        "phone",
        "relationship.executive",
        "relationship.title",
      ],
      when: "start",
      sources: ["countrySpecs"],
    },
    { who: "representative", ask: ["verification.document"], when: "failed", replaces: identity, sources: ["assumed"] },
    {
      who: "directors",
      ask: [...birthDate, "email", ...name, "relationship.title"],
      when: "start",
      sources: ["countrySpecs"],
    },
    {
      who: "executives",
      ask: [...addressWithState, ...birthDate, "email", ...name, "relationship.title"],
      when: "start",
      sources: ["countrySpecs"],
    },
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
    {
      who: "owners",
      ask: [
        ...addressWithState,
        ...birthDate,
        "email",
        ...name,
        "relationship.percent_ownership",
        "relationship.title",
      ],
      when: "start",
      sources: ["countrySpecs"],
    },
    {
      who: "owners",
      ask: ["verification.document"],
      when: "eventually",
      replaces: identity,
      sources: ["countrySpecs"],
    },
  ],
};
