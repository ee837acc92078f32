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

function parse(body: string): Record<string, unknown> | null {
  try {
    const event: unknown = JSON.parse(body);
    return isRecord(event) ? event : null;
  } catch {
    return null;
  }
}

const parentsOf = (path: string) => path.split(".").map((_, depth, names) => names.slice(0, depth).join("."));

/** What may be shown, the records that lead there, and whether other fields are named. */
const toRules = (shown: ReadonlySet<string>, namesOthers: boolean) => ({
  ...{ shown, namesOthers },
  leadsOn: new Set([...shown].flatMap(parentsOf)),
});

const sessionRules = toRules(new Set([...envelope, ...ofVerificationSession]), true);
const otherRules = toRules(envelope, false);

/** By what the event is about, whatever its type says. */
function rulesOf(event: Record<string, unknown>) {
  const object = isRecord(event.data) && isRecord(event.data.object) ? event.data.object : {};
  return object.object === "identity.verification_session" ? sessionRules : otherRules;
}

/**
 * What is kept of an event's body: what `toPayloadLines` shows of it, and nothing else, whatever its type. Other fields of a
 * VerificationSession's event stay there as null, so that they are named; a connected account's objects, its persons and its bank
 * accounts have ids and nothing more. A body that is no JSON object is kept as it came: nothing in it can be told apart.
 */
export function toKeptPayload(rawBody: Uint8Array): string | Uint8Array {
  // As it is read again: bytes that are no UTF-8 do not make it another object.
  const event = parse(Buffer.from(rawBody).toString());
  if (!event) return rawBody;
  const { shown, leadsOn, namesOthers } = rulesOf(event);
  const keep = (record: Record<string, unknown>, prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
        if (!harmlessName.test(name)) return [];
        const path = `${prefix}${name}`;
        if (isRecord(value) && leadsOn.has(path)) return [[name, keep(value, `${path}.`)]];
        if (shown.has(path) && toText(value) !== null) return [[name, value]];
        return namesOthers ? [[name, null]] : [];
      }),
    );
  return JSON.stringify(keep(event, ""));
}

/**
 * An event's payload as lines, decided by a list of what may be shown: ids, codes, times and states. The name of any
 * other field stands there with null for its value, and nothing within it is looked at. The first 500. Null: not an event.
 */
export function toPayloadLines(body: string): PayloadLine[] | null {
  const event = parse(body);
  if (!event) return null;
  const { shown, leadsOn } = rulesOf(event);
  const lines: PayloadLine[] = [];
  const walk = (record: Record<string, unknown>, prefix: string) => {
    for (const [name, value] of Object.entries(record)) {
      const path = `${prefix}${harmlessName.test(name) ? name : "…"}`;
      if (isRecord(value) && leadsOn.has(path)) walk(value, `${path}.`);
      else lines.push({ path, value: shown.has(path) ? toText(value) : null });
    }
  };
  walk(event, "");
  return lines.slice(0, mostLines);
}
