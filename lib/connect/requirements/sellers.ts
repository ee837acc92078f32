import { plainNumber } from "@/lib/connect/requirements/digits";

/** How a bank account is written in a country: by IBAN alone, or by a number of the bank and one of the account. */
export type BankFormat = {
  currency: string;
  /** The name of the bank's number in the texts, `applicant.connect.bank.routing`; null: the IBAN has it. */
  routing: "routing" | "sort_code" | "bsb" | "bank_and_branch" | null;
  /** What the numbers look like; they belong to no account. */
  example: { routing: string; account: string };
  /** After how many digits the bank's number keeps a hyphen. */
  hyphenAfter?: number;
  /** The only scripts that a holder's name may have. */
  holder?: "katakana_or_latin";
};

/**
 * Countries in which a seller may begin, with the form of their bank accounts (docs.stripe.com/payouts, bank account formats).
 * The currency is the one that Stripe pays out there by default.
 */
export const sellerCountries = {
  AU: { currency: "aud", routing: "bsb", example: { routing: "000-000", account: "000000000" } },
  BR: {
    ...{ currency: "brl", routing: "bank_and_branch", example: { routing: "000-0000", account: "0000000" } },
    hyphenAfter: 3,
  },
  DE: { currency: "eur", routing: null, example: { routing: "", account: "DE00 0000 0000 0000 0000 00" } },
  FR: { currency: "eur", routing: null, example: { routing: "", account: "FR00 0000 0000 0000 0000 0000 000" } },
  GB: { currency: "gbp", routing: "sort_code", example: { routing: "00-00-00", account: "00000000" } },
  JP: {
    ...{ currency: "jpy", routing: "bank_and_branch", example: { routing: "0000-000", account: "0000000" } },
    // Seen refused by Stripe: "may contain only katakana or alphabetical characters".
    holder: "katakana_or_latin",
  },
  SG: {
    ...{ currency: "sgd", routing: "bank_and_branch", example: { routing: "0000-000", account: "000000000" } },
    hyphenAfter: 4,
  },
  US: { currency: "usd", routing: "routing", example: { routing: "000000000", account: "000000000000" } },
} as const satisfies Record<string, BankFormat>;

/** How bank accounts of a country are written; null where we do not know, and only Stripe's page takes one. */
export const bankFormOf = (country: string): BankFormat | null =>
  Object.entries(sellerCountries).find(([code]) => code === country)?.[1] ?? null;

/** In which currency a seller of a country is paid, as far as we know without Stripe. */
export const currencyOf = (country: string): string | null => bankFormOf(country)?.currency ?? null;

/**
 * A number of a bank or an account as Stripe takes it: without the spaces, dots and hyphens that people write, and with digits of
 * plain width. `hyphenAfter`: where Stripe's own form has one.
 */
export function writeBankNumber(text: string, hyphenAfter?: number): string {
  const number = plainNumber(text)
    .toUpperCase()
    .replaceAll(/[\s.‐-―−ー-]/g, "");
  return hyphenAfter === undefined ? number : `${number.slice(0, hyphenAfter)}-${number.slice(hyphenAfter)}`;
}

/** Whether a name has katakana or Latin letters alone, as Japanese banks write the holder's. */
export const isKatakanaOrLatin = (name: string): boolean =>
  /^[\p{Script=Katakana}\p{Script=Latin}ー・\s().,/-]+$/u.test(name.normalize("NFKC"));
