import { planner } from "./plan.ts";
import type { Table } from "./table.ts";
import { au } from "./tables/au.ts";
import { br } from "./tables/br.ts";
import { europe } from "./tables/europe.ts";
import { gb } from "./tables/gb.ts";
import { jp } from "./tables/jp.ts";
import { sg } from "./tables/sg.ts";
import { us } from "./tables/us.ts";
import type { Country } from "./types.ts";

const country = (table: Table) => ({ table, planOf: planner(table) });

/** The table of each country, and the plans made of it. */
export const countries: Record<Country, ReturnType<typeof country>> = {
  AU: country(au),
  BR: country(br),
  DE: country(europe),
  FR: country(europe),
  GB: country(gb),
  JP: country(jp),
  SG: country(sg),
  US: country(us),
};

/** Whether there is a table for the country, given as Stripe gives it: two capital letters. */
export const isCountry = (code: string): code is Country => Object.hasOwn(countries, code);
