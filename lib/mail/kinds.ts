/** The mails of the outbox, by the names that its rows hold. Each has its words in seller-mails.ts. */
export const mailKinds = [
  "seller_due",
  "seller_14_days",
  "seller_7_days",
  "seller_3_days",
  "seller_1_day",
  "seller_paused",
  "seller_charges_off",
  "seller_nothing_due",
  "seller_payouts_on",
  "seller_check_failed",
  "seller_details_changed",
  "seller_closed",
  "seller_asked",
] as const;

/** One of them. */
export type MailKind = (typeof mailKinds)[number];
