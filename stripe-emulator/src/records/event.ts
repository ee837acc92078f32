export type EventRecord = {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: false;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
};

/** The API request that caused an event; null if nothing the account called did. */
export type Cause = { requestId: string; idempotencyKey: string | null } | null;
