/** Why an event that Stripe signed cannot be read: its bytes, its JSON, or the first field that is not as it should be. */
export const eventProblems = [
  "event_not_utf8",
  "event_not_json",
  "event_id",
  "event_type",
  "event_created",
  "event_livemode",
  "event_version",
  "event_account",
  "event_object",
] as const;

/** One of them. */
export type EventProblem = (typeof eventProblems)[number];
