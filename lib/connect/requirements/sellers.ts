/** How a bank account is written in a country: by IBAN alone, or by a number of the bank and one of the account. */
type BankForm = {
  currency: string;
  /** The name of the bank's number in the texts, `applicant.connect.bank.routing`; null: the IBAN has it. */
  routing: "routing" | "sort_code" | "bsb" | "bank_and_branch" | null;
};

const iban: BankForm = { currency: "eur", routing: null };

/**
 * Countries in which a seller may begin, with the form of their bank accounts (docs.stripe.com/payouts, bank account formats).
 * The currency is the one that Stripe pays out there by default.
 */
export const sellerCountries = {
  AU: { currency: "aud", routing: "bsb" },
  BR: { currency: "brl", routing: "bank_and_branch" },
  DE: iban,
  FR: iban,
  GB: { currency: "gbp", routing: "sort_code" },
  JP: { currency: "jpy", routing: "bank_and_branch" },
  SG: { currency: "sgd", routing: "bank_and_branch" },
  US: { currency: "usd", routing: "routing" },
} as const satisfies Record<string, BankForm>;

/** How bank accounts of a country are written; null where we do not know, and only Stripe's page takes one. */
export const bankFormOf = (country: string): BankForm | null =>
  Object.entries(sellerCountries).find(([code]) => code === country)?.[1] ?? null;
