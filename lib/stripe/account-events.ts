/** The events of connected accounts that we act on, and that a Connect endpoint must name. Each concerns its whole account. */
export const accountEvents: readonly string[] = [
  "account.updated",
  ...["created", "updated", "deleted"].map((name) => `account.external_account.${name}`),
  "capability.updated",
  ...["created", "updated", "deleted"].map((name) => `person.${name}`),
];
