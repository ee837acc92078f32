import type { Table } from "../table.ts";
import { europe } from "./europe.ts";

export const gb: Table = {
  ...europe,
  company: [
    ...europe.company,
    // Pending while Stripe looks the company up: only a check brings it up.
    {
      who: "company",
      ask: ["ownership_declaration.date", "ownership_declaration.ip"],
      when: "failed",
      sources: ["recordings"],
    },
  ],
};
