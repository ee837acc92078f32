/**
 * The events that we act on, and that a webhook endpoint must name. `redacted` above all: Stripe sends it to nobody who
 * does not name it, not even to `*`.
 */
export const sessionEvents: readonly string[] = [
  "created",
  "processing",
  "verified",
  "requires_input",
  "canceled",
  "redacted",
].map((name) => `identity.verification_session.${name}`);
