import "server-only";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { EventProblem } from "@/lib/events/problems";

/** Stripe's own libraries refuse older signatures; we refuse as much the ones from the future. Seconds. */
const toleranceSeconds = 300;

/** `t=<unix>` once, then schemes in any number, of which only `v1` counts. docs.stripe.com/webhooks/signature */
const signatureHeader = /^t=(\d{1,12})((?:,v\d=[0-9a-f]{64})+)$/;

/** What PostgreSQL takes as text, and an index too. Ids and types of Stripe's are at most 255 characters. */
const text = z
  .string()
  .max(255)
  .refine((value) => value.isWellFormed() && !value.includes("\0"));

/** 9999-12-31T23:59:59Z: later dates are written in a form that databases read differently. Seconds. */
const lastSecond = 253_402_300_799;

const fields = {
  id: z.string().regex(/^evt_\w{1,100}$/),
  type: text,
  created: z.number().int().min(0).max(lastSecond),
  livemode: z.boolean(),
  api_version: text.nullish(),
  account: text.nullish(),
  data: z.object({ object: z.looseObject({ id: text.nullish() }) }),
};

const problemOf: Record<keyof typeof fields, EventProblem> = {
  id: "event_id",
  type: "event_type",
  created: "event_created",
  livemode: "event_livemode",
  api_version: "event_version",
  account: "event_account",
  data: "event_object",
};

/** A verified event: what we need of it, and its raw text, of which `receiveEvent` keeps what may be shown. */
export type StripeEvent = {
  /** Of an event without a usable id: `evt_unreadable_` and a hash of its bytes, so that a repetition has the same. */
  id: string;
  type: string;
  createdAt: Date;
  /** Null: it does not say. */
  livemode: boolean | null;
  apiVersion: string | null;
  /** The connected account it happened in; null: our own. */
  account: string | null;
  objectId: string | null;
  rawBody: Uint8Array;
  /** Set when it cannot be read as a whole: the other fields hold what could be. */
  problem: EventProblem | null;
};

/**
 * The signature over the raw bytes against every configured secret. Null: not signed by Stripe, stale, or a header that
 * is not of Stripe's form. What is signed is an event, readable or not.
 */
export function verifyEvent(
  rawBody: Uint8Array,
  signature: string | null,
  secrets: readonly string[],
  now = new Date(),
): StripeEvent | null {
  // By hand: the SDK decodes the bytes before it hashes them, takes the last of several times, and those of the future.
  const [, signedAt = "", schemes = ""] = signatureHeader.exec(signature ?? "") ?? [];
  if (signedAt === "" || Math.abs(now.getTime() / 1000 - Number(signedAt)) > toleranceSeconds) return null;

  const given = [...schemes.matchAll(/,v1=([0-9a-f]{64})/g)].map(([, hex = ""]) => Buffer.from(hex, "hex"));
  const isSigned = secrets.some((secret) => {
    const expected = createHmac("sha256", secret).update(`${signedAt}.`).update(rawBody).digest();
    return given.some((one) => timingSafeEqual(one, expected));
  });
  return isSigned ? toEvent(rawBody) : null;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parseBody(rawBody: Uint8Array): { json: unknown } | { problem: EventProblem } {
  let decoded: string;
  try {
    decoded = utf8.decode(rawBody);
  } catch {
    return { problem: "event_not_utf8" };
  }
  try {
    return { json: JSON.parse(decoded) };
  } catch {
    return { problem: "event_not_json" };
  }
}

const whole = z.object(fields);
const record = z.record(z.string(), z.unknown());

/** An event by its bytes, from any source: nothing is verified here. What cannot be read says why in `problem`. */
export function toEvent(rawBody: Uint8Array): StripeEvent {
  const parsed = parseBody(rawBody);
  if ("problem" in parsed) return toUnreadable(rawBody, {}, parsed.problem);
  const event = whole.safeParse(parsed.json);
  if (!event.success) {
    const json = record.safeParse(parsed.json);
    // An array or a bare value has no id either, which is the first that is looked for.
    const [name] = event.error.issues[0]?.path ?? [];
    const wrong = Object.entries(problemOf).find(([field]) => field === name)?.[1] ?? "event_id";
    return toUnreadable(rawBody, json.success ? json.data : {}, wrong);
  }
  const { id, type, created, livemode, api_version, account, data } = event.data;
  return {
    id,
    type,
    createdAt: new Date(created * 1000),
    livemode,
    apiVersion: api_version ?? null,
    account: account ?? null,
    objectId: data.object.id ?? null,
    rawBody,
    problem: null,
  };
}

function toUnreadable(rawBody: Uint8Array, json: Record<string, unknown>, problem: EventProblem): StripeEvent {
  const id = fields.id.safeParse(json.id).data;
  const created = fields.created.safeParse(json.created).data;
  return {
    id: id ?? `evt_unreadable_${createHash("sha256").update(rawBody).digest("hex").slice(0, 32)}`,
    type: fields.type.safeParse(json.type).data ?? "unreadable",
    createdAt: created === undefined ? new Date() : new Date(created * 1000),
    livemode: fields.livemode.safeParse(json.livemode).data ?? null,
    apiVersion: fields.api_version.safeParse(json.api_version).data ?? null,
    account: fields.account.safeParse(json.account).data ?? null,
    objectId: fields.data.safeParse(json.data).data?.object.id ?? null,
    rawBody,
    problem,
  };
}
