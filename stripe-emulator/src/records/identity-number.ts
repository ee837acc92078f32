import type { Plan } from "./check.ts";

/** What is kept of a number somebody has: how long it is, whether it is all digits, and how its check ends. Never the number. */
export type IdentityNumber = {
  length: number;
  isDigits: boolean;
  plan: Plan;
  /** The PII token that was sent in its place; never of a number that is kept. */
  token?: string;
};
