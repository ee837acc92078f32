export type EventRecord = {
  id: string;
  object: "event";
  /** The connected account it happened in; absent for the platform's own. */
  account?: string;
  api_version: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: false;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
};

/** The API request that caused an event; null if nothing the account called did. */
export type Cause = { requestId: string; idempotencyKey: string | null } | null;
