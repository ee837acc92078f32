import type { PayloadLine } from "@/lib/events/schema";

/** What may be shown of an event's envelope. Stripe API, Event. */
const envelope = new Set([
  "id",
  "object",
  "type",
  "account",
  "api_version",
  "created",
  "livemode",
  "pending_webhooks",
  "request.id",
  "data.object.id",
  "data.object.object",
]);

/** What may be shown of a VerificationSession. Of any other object only what it is and its id. */
const ofVerificationSession = new Set([
  "data.object.created",
  "data.object.livemode",
  "data.object.status",
  "data.object.type",
  "data.object.last_error.code",
  "data.object.last_verification_report",
  "data.object.redaction.status",
  "data.object.verification_flow",
]);

// Ids, codes, versions and numbers; nothing that has a space or an "@" can pass.
const harmlessText = /^[\w.:-]{1,128}$/;
const harmlessName = /^[a-z][a-z0-9_]{0,39}$/;

/** An event of Stripe's has some 40; one of 256 KB could have 30,000, which no page is for. */
const mostLines = 500;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function toText(value: unknown): string | null {
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && harmlessText.test(value) ? value : null;
}

/**
 * An event's payload as lines, decided by a list of what may be shown: ids, codes, times and states. The name of any
 * other field stands there with null for its value, and nothing within it is looked at. The first 500. Null: not an event.
 */
export function toPayloadLines(rawBody: string): PayloadLine[] | null {
  let event: unknown;
  try {
    event = JSON.parse(rawBody);
  } catch {
    return null;
  }
  if (!isRecord(event)) return null;
  const data = isRecord(event.data) && isRecord(event.data.object) ? event.data.object : {};
  const shown =
    data.object === "identity.verification_session" ? new Set([...envelope, ...ofVerificationSession]) : envelope;
  const leadsOn = (path: string) => [...shown].some((allowed) => allowed.startsWith(`${path}.`));

  const lines: PayloadLine[] = [];
  const walk = (record: Record<string, unknown>, prefix: string) => {
    for (const [name, value] of Object.entries(record)) {
      const path = `${prefix}${harmlessName.test(name) ? name : "…"}`;
      if (isRecord(value) && leadsOn(path)) walk(value, `${path}.`);
      else lines.push({ path, value: shown.has(path) ? toText(value) : null });
    }
  };
  walk(event, "");
  return lines.slice(0, mostLines);
}
