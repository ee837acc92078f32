import { sellerCountries } from "@/lib/connect/requirements/sellers";

/** What somebody who sells can be, as Stripe calls it, in the order of the form. */
export const businessTypes = ["individual", "company", "non_profit"] as const;

/** The two answers of the start, as far as they are given. */
export type StartAnswers = { country: string | null; businessType: (typeof businessTypes)[number] | null };

/** Reads them from a form or an address. */
export const readStart = ({ country, businessType }: Readonly<Record<string, unknown>>): StartAnswers => ({
  country: typeof country === "string" && Object.hasOwn(sellerCountries, country) ? country : null,
  businessType: businessTypes.find((type) => type === businessType) ?? null,
});

/** The page of the start with these answers chosen. */
export function startPath({ country, businessType }: StartAnswers): string {
  const query = new URLSearchParams({ ...(country && { country }), ...(businessType && { businessType }) }).toString();
  return query === "" ? "/connect" : `/connect?${query}`;
}
