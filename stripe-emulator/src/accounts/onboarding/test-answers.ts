import { numberLengths } from "../parameters/legal.ts";

type TestBank = { routing: string; number: string };

/** docs.stripe.com/connect/testing: a bank account of each country. */
const banks: Readonly<Record<string, TestBank>> = {
  AU: { routing: "110000", number: "000123456" },
  BR: { routing: "110-0000", number: "0001234" },
  DE: { routing: "", number: "DE89370400440532013000" },
  FR: { routing: "", number: "FR89370400440532013000" },
  GB: { routing: "108800", number: "00012345" },
  JP: { routing: "1100000", number: "0001234" },
  SG: { routing: "1100-000", number: "000123456" },
  US: { routing: "110000000", number: "000123456789" },
};

/** A bank account that the test mode of this country takes. */
export function testBank(country: string): TestBank {
  const bank = banks[country];
  // An account is made only in a country that has a table, and all of those are above.
  if (!bank) throw new Error(`There is no bank account for testing in ${country}.`);
  return bank;
}

const japanese = { city: "渋谷区", line1: "1-1", postal_code: "1500001", state: "東京都", town: "神南" };
const address = { city: "Oakland", country: "US", line1: "address_full_match", postal_code: "94607", state: "CA" };

/** By the end of an entry: the first that fits counts. Values are those whose checks succeed. */
const answers: readonly [RegExp, string][] = [
  [/^interv_/, "Please see our website."],
  [/^business_type$/, "individual"],
  [/\.proof_of_liveness$/, "done"],
  [/\.verification\.(additional_)?document$/, "file_identity_document_success"],
  [/\.files$/, "file_relationship_document_success"],
  [/\baddress_kan[ai]\.city$/, japanese.city],
  [/\baddress_kan[ai]\.line1$/, japanese.line1],
  [/\baddress_kan[ai]\.postal_code$/, japanese.postal_code],
  [/\baddress_kan[ai]\.state$/, japanese.state],
  [/\baddress_kan[ai]\.town$/, japanese.town],
  [/\.address\.city$/, address.city],
  [/\.address\.country$/, address.country],
  [/\.address\.line1$/, address.line1],
  [/\.address\.postal_code$/, address.postal_code],
  [/\.address\.state$/, address.state],
  [/\.dob\.(day|month)$/, "1"],
  [/\.dob\.year$/, "1901"],
  [/\.ip$/, "127.0.0.1"],
  [/email$/, "ada@demo.test"],
  [/phone$/, "0000000000"],
  [/\.mcc$/, "5734"],
  [/\.url$/, "https://accessible.stripe.com"],
  [/\.product_description$/, "Wires, by the yard"],
  [/\.statement_descriptor(_prefix)?$/, "ADAS WIRES"],
  [/\.full_name_aliases$/, "none"],
  [/\.nationality$/, "XX"],
  [/\.political_exposure$/, "none"],
  [/\.gender$/, "female"],
  [/\.ssn_last_4$/, "0000"],
  [/\.relationship\.title$/, "CEO"],
  [/\.relationship\.percent_ownership$/, "50"],
  [/\.relationship\.\w+$|_provided$/, "true"],
  [/last_name$/, "Example"],
];

/** A value for an entry whose check will succeed; `now` in Unix seconds. */
export function testAnswer(entry: string, country: string, now: number): string {
  if (entry === "external_account") return testBank(country).number;
  if (entry.endsWith(".date")) return String(now);
  const number = /\.(id_number|tax_id|vat_id|registration_number)$/.test(entry);
  if (number) return "0".repeat(numberLengths[country]?.[entry.startsWith("company.") ? "company" : "person"] ?? 9);
  return answers.find(([pattern]) => pattern.test(entry))?.[1] ?? "Ada";
}
