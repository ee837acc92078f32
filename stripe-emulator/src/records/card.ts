/** What a trigger card of Stripe's test mode does to the account that it is charged for (docs.stripe.com/connect/testing). */
export type Trigger = "next_requirements" | "charge_block" | "payout_block";

/** A card: which of the trigger cards it is. Its number is not kept. */
export type Card = { id: string; trigger: Trigger; exp_month: number; exp_year: number };
