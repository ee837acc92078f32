import { planner } from "./plan.ts";
import type { Table } from "./table.ts";
import { us } from "./tables/us.ts";
import type { Country } from "./types.ts";

const country = (table: Table) => ({ table, planOf: planner(table) });

/** The table of each country, and the plans made of it. */
export const countries: Record<Country, ReturnType<typeof country>> = {
  US: country(us),
};

/** Whether there is a table for the country, given as Stripe gives it: two capital letters. */
export const isCountry = (code: string): code is Country => Object.hasOwn(countries, code);
