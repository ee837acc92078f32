import {
  address,
  always,
  birthDate,
  businessType,
  enoughExecutives,
  mcc,
  name,
  ownersProvided,
  type Row,
  type Table,
  url,
} from "../table.ts";

/** A person whose name or birth date is not found shows a document, and a second one for the address. */
const documentsOf = (who: Row["who"]): Row[] => [
  {
    who,
    ask: ["verification.document"],
    when: "failed",
    replaces: [...name, ...birthDate],
    sources: ["countrySpecs", "liveQueries"],
  },
  // [?] which check leads to the second document.
  {
    who,
    ask: ["verification.additional_document"],
    when: "failed",
    replaces: address,
    sources: ["countrySpecs", "assumed"],
  },
];

/** One set of rules: GB kept those of the European Union. */
export const europe: Table = {
  always: [...always, mcc, url],
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
    // No tax number: neither SIREN nor the like.
    {
      who: "individual",
      ask: [...address, ...birthDate, "email", ...name, "phone"],
      when: "start",
      sources: ["countrySpecs", "liveQueries"],
    },
    ...documentsOf("individual"),
  ],
  company: [
    { who: "company", ask: [...address, "name", "phone", "tax_id"], when: "start", sources: ["countrySpecs"] },
    {
      who: "company",
      ask: ["verification.document"],
      when: "failed",
      replaces: ["name", "tax_id"],
      sources: ["countrySpecs", "docs"],
    },
    {
      who: "representative",
      ask: [...address, ...birthDate, "email", ...name, "phone", "relationship.executive", "relationship.title"],
      when: "start",
      sources: ["recordings", "countrySpecs"],
    },
    ...documentsOf("representative"),
    // The Country Specs name them, no recording asked for them.
    {
      who: "company",
      ask: ["directors_provided"],
      when: "eventually",
      sources: ["countrySpecs", "recordings"],
    },
    {
      who: "company",
      ask: ["executives_provided"],
      when: "eventually",
      enough: enoughExecutives,
      sources: ["countrySpecs", "recordings", "openapi", "assumed"],
    },
    {
      who: "directors",
      ask: [...birthDate, "email", ...name, "relationship.title"],
      when: "eventually",
      sources: ["countrySpecs", "recordings"],
    },
    {
      who: "executives",
      ask: [...address, ...birthDate, "email", ...name],
      when: "eventually",
      sources: ["countrySpecs", "recordings"],
    },
    ...documentsOf("executives"),
  ],
  owners: [
    ownersProvided,
    {
      who: "owners",
      ask: [...address, ...birthDate, "email", ...name],
      when: "start",
      sources: ["recordings", "countrySpecs"],
    },
    ...documentsOf("owners"),
  ],
};
