import { always, birthDate, businessType, mcc, name, type Table, url } from "../table.ts";

const address = ["address.line1", "address.postal_code"];
/** `full_name_aliases` is given by one empty string, too. */
const person = [...address, ...birthDate, "email", ...name, "full_name_aliases", "id_number", "nationality", "phone"];
const identity = [...name, ...birthDate, "id_number"];

export const sg: Table = {
  always: [...always, mcc, url],
  untyped: [businessType, { who: "representative", ask: person, when: "start", sources: ["countrySpecs", "assumed"] }],
  individual: [
    { who: "individual", ask: person, when: "start", sources: ["countrySpecs", "recordings"] },
    { who: "individual", ask: ["verification.proof_of_liveness"], when: "then", sources: ["recordings"] },
    { who: "individual", ask: ["verification.document"], when: "failed", replaces: identity, sources: ["assumed"] },
  ],
  company: [
    { who: "company", ask: [...address, "name", "phone", "tax_id"], when: "start", sources: ["countrySpecs"] },
    {
      who: "company",
      ask: ["verification.document"],
      when: "failed",
      replaces: ["name", "tax_id"],
      sources: ["assumed"],
    },
    {
      who: "representative",
      ask: [...person, "relationship.executive", "relationship.title"],
      when: "start",
      sources: ["recordings", "countrySpecs"],
    },
    { who: "representative", ask: ["verification.document"], when: "failed", replaces: identity, sources: ["assumed"] },
  ],
  owners: [
    // Not asked at once: no recording lists it.
    { who: "owners", ask: ["verification.document"], when: "eventually", sources: ["countrySpecs"] },
  ],
};
