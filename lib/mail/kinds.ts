/** The mails to a seller, by the names that the outbox's rows hold. Each has its words in seller-mails.ts. */
export const sellerMailKinds = [
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
export type SellerMailKind = (typeof sellerMailKinds)[number];

/** All mails of the outbox; the last has its words in person-mail.ts. */
export const mailKinds = [...sellerMailKinds, "person_invited"] as const;

/** One of them. */
export type MailKind = (typeof mailKinds)[number];
