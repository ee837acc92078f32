import "server-only";
import { z } from "zod";
import type { Env } from "@/lib/env";
import { type Check, finding, maskKey, type Patient } from "@/lib/health/doctor/check";
import { apiVersion } from "@/lib/stripe/client";
import { askEmulator, type Probe, probeStripe } from "@/lib/stripe/probe";
import { sessionEvents } from "@/lib/stripe/session-events";

const endpoint = z.object({
  id: z.string(),
  url: z.string(),
  status: z.string(),
  enabled_events: z.array(z.string()),
  api_version: z.string().nullish(),
  application: z.string().nullish(),
});

/** A webhook endpoint as Stripe lists it. */
export type Endpoint = z.infer<typeof endpoint>;

const events = z.object({
  data: z.array(z.object({ id: z.string(), type: z.string(), api_version: z.string().nullish() })),
});
const deliveries = z.object({
  deliveries: z.array(
    z.object({
      endpointId: z.string(),
      status: z.number().nullable(),
      durationMs: z.number(),
    }),
  ),
});

/** What would change at Stripe so that an endpoint names exactly the events that are used. */
export type EventsPlan = { endpointId: string; url: string; added: string[]; removed: string[] };

/** The endpoints that are registered for an address, and the one of them that counts. */
export function endpointsAt(
  url: string,
  listed: Endpoint[],
): { url: string; all: Endpoint[]; used: Endpoint | undefined } {
  const all = listed.filter((each) => each.url === url);
  return { url, all, used: all.find((each) => each.status === "enabled") ?? all[0] };
}

/** Stripe API, WebhookEndpoint.application: only of an endpoint that hears connected accounts, and hears nothing of our own. */
export const hearsAccounts = ({ application }: Endpoint): boolean => typeof application === "string";

const ourEndpoints = (appUrl: string, listed: Endpoint[]) => endpointsAt(`${appUrl}/api/stripe/webhook`, listed);

/** What an answer to `askForEndpoints` lists; null: it lists nothing that can be read. */
export const readEndpoints = (probe: Probe | null): Endpoint[] | null =>
  probe?.status === 200 ? (z.object({ data: z.array(endpoint) }).safeParse(probe.body).data?.data ?? null) : null;

/** The list of endpoints, which only the secret key may read. */
export const askForEndpoints = (stripe: Env["stripe"]): Promise<Probe | null> =>
  probeStripe(stripe, stripe.secretKey, "GET", "/v1/webhook_endpoints?limit=100");

/** Asks Stripe what the endpoint names now, and plans the rest. Changes nothing. */
export async function planEvents({ appUrl, stripe }: Env): Promise<EventsPlan | "no_stripe" | "no_endpoint"> {
  const listed = readEndpoints(await askForEndpoints(stripe));
  if (!listed) return "no_stripe";
  const { url, used } = ourEndpoints(appUrl, listed);
  if (!used) return "no_endpoint";
  return {
    endpointId: used.id,
    url,
    added: sessionEvents.filter((type) => !used.enabled_events.includes(type)),
    removed: used.enabled_events.filter((type) => !sessionEvents.includes(type)),
  };
}

/** Lets an endpoint name exactly the events that are used. Null when Stripe did not answer: it may have happened or not. */
export function nameEvents(stripe: Env["stripe"], endpointId: string): Promise<Probe | null> {
  const form = Object.fromEntries(sessionEvents.map((type, index) => [`enabled_events[${index}]`, type]));
  const path = `/v1/webhook_endpoints/${encodeURIComponent(endpointId)}`;
  return probeStripe(stripe, stripe.secretKey, "POST", path, form);
}

const checked = ["endpoint", "events", "secret", "apiVersion"] as const;

/** The webhook endpoint at Stripe. `first` is the answer to the list of endpoints; `lastEventAge` is worded, or null. */
export async function checkWebhooks(
  patient: Patient,
  first: Probe | null,
  lastEventAge: string | null,
): Promise<Check[]> {
  const { env, words } = patient;
  const listed = readEndpoints(first);
  if (!listed) {
    return checked.map((check) => finding(words, "webhooks", check).skipped("noStripe"));
  }

  const { url, all, used } = ourEndpoints(env.appUrl, listed);
  const newest = events.safeParse(
    (await probeStripe(env.stripe, env.stripe.secretKey, "GET", "/v1/events?limit=20"))?.body,
  ).data?.data;
  const event = newest?.find((each) => sessionEvents.includes(each.type));
  return [
    checkEndpoint(patient, url, all),
    used ? checkEvents(patient, used) : finding(words, "webhooks", "events").unknown("noEndpoint"),
    await checkSecret(patient, used, event?.id, lastEventAge),
    used
      ? checkApiVersion(patient, used, event?.api_version)
      : finding(words, "webhooks", "apiVersion").unknown("noEndpoint"),
  ];
}

/** Whether Stripe cannot reach it. */
export const isLoopback = (address: string) =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname);

function checkEndpoint({ env, words, forwarded }: Patient, url: string, ours: Endpoint[]): Check {
  const { fine, unknown, warning, failed } = finding(words, "webhooks", "endpoint");
  const enabled = ours.filter((each) => each.status === "enabled");
  if (enabled.length > 0 && enabled.every(hearsAccounts)) return failed("ofAccounts", { url });
  if (enabled.length > 1) return warning("several", { url, count: enabled.length });
  if (enabled.length === 1) return fine("enabled", { url });
  if (ours.length > 0) return failed("disabled", { url });
  // Stripe cannot reach this machine; the Stripe CLI forwards, and nobody can ask it.
  if (forwarded || (env.stripe.apiBase === null && isLoopback(env.appUrl))) return unknown("forwarded");
  return failed("missing", { url });
}

function checkEvents({ words }: Patient, used: Endpoint): Check {
  const { fine, warning, failed } = finding(words, "webhooks", "events");
  const named = new Set(used.enabled_events);
  const all = named.has("*");
  const missing = sessionEvents.filter((type) => !named.has(type) && (!all || type.endsWith(".redacted")));
  if (missing.length > 0) {
    const values = { types: missing.join(", "), count: missing.length };
    return { ...failed(all ? "notByStar" : "missing", values), canFix: "events" };
  }
  const others = [...named].filter((type) => !sessionEvents.includes(type));
  if (others.length > 0) return { ...warning("others", { types: others.join(", ") }), canFix: "events" };
  return fine("exact", { count: sessionEvents.length });
}

/** The last answer of an endpoint to an event that the emulator sends again; undefined: it was not sent there. */
export async function resend(
  stripe: Env["stripe"],
  eventId: string,
  endpointId: string,
): Promise<z.infer<typeof deliveries>["deliveries"][number] | undefined> {
  const resent = await askEmulator(stripe, "POST", `/deliveries/${eventId}/resend`);
  const attempts = deliveries.safeParse(resent?.body).data?.deliveries ?? [];
  return attempts.filter((each) => each.endpointId === endpointId).at(-1);
}

/** At the emulator, an event that was sent before is sent again, which changes nothing; Stripe has no such control. */
async function checkSecret(
  { env, words }: Patient,
  used: Endpoint | undefined,
  eventId: string | undefined,
  age: string | null,
): Promise<Check> {
  const { fine, unknown, failed } = finding(words, "webhooks", "secret");
  const key = env.stripe.webhookSecrets.map(maskKey).join(", ");
  if (env.stripe.apiBase === null) {
    return age === null ? unknown("noEventYet", { key }) : unknown("lastEvent", { key, age });
  }
  if (used?.status !== "enabled") return unknown("noEndpoint");
  if (!eventId) return unknown("nothingToSend", { key });

  const last = await resend(env.stripe, eventId, used.id);
  if (last?.status === 400) return failed("wrong", { key });
  if (last?.status !== 200) return failed("noAnswer", { status: String(last?.status ?? "–") });
  return fine("roundTrip", { key, ms: last.durationMs });
}

function checkApiVersion({ words }: Patient, used: Endpoint, ofEvents: string | null | undefined): Check {
  const { fine, unknown, warning } = finding(words, "webhooks", "apiVersion");
  // Without one of its own the endpoint gets the account's, which only an event shows.
  const theirs = used.api_version ?? ofEvents;
  if (!theirs) return unknown("noEventYet");
  return theirs === apiVersion ? fine("same", { ours: apiVersion }) : warning("differs", { theirs, ours: apiVersion });
}
