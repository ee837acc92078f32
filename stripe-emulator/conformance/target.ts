import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { startEmulator } from "../src/start.ts";
import { checkedHttpClient, type Findings, noteAnswer } from "./checked-client.ts";
import { controlOf, submitBy } from "./control.ts";

type Keys = { secretKey: string; restrictedKey: string | null };
type Target = Keys & { url: string; isEmulator: boolean; close(): Promise<void> };

const target = await openTarget();

/** What the run has seen so far. */
export const findings: Findings = { succeeded: new Set(), problems: [] };

const { url } = target;

/** Stops what the suite itself started. */
export const closeTarget = () => target.close();

/**
 * A case that only an emulator can play, because it moves the clock, plays a person, breaks connections or listens on
 * this machine. Elsewhere it is skipped, and Vitest counts it.
 */
export const emulatorOnly = test.runIf(target.isEmulator);

/** A case that needs a restricted key, which elsewhere has to be given. */
export const withRestrictedKey = test.runIf(target.restrictedKey !== null);

/** An SDK client, unmodified, whose answers are checked against the OpenAPI document. It does not retry unless told to. */
export function clientFor(key: string, config: Stripe.StripeConfig = {}): Stripe {
  const { hostname, port, protocol } = new URL(url);
  // With Stripe's own host left alone, the SDK sends uploads to files.stripe.com as it does everywhere.
  const elsewhere = { host: hostname, port, protocol: protocol === "https:" ? ("https" as const) : ("http" as const) };
  return new Stripe(key, {
    ...(hostname !== "api.stripe.com" && elsewhere),
    httpClient: checkedHttpClient(findings),
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

export const { secretKey } = target;
export const stripe = clientFor(target.secretKey);
export const restricted = clientFor(target.restrictedKey ?? target.secretKey);

/** A name that no other run uses. */
export const uniqueName = (what: string) => `${what}-${randomUUID()}`;

/** A call that the SDK would not make. Its answer is checked like the others. */
export async function call(
  method: string,
  path: string,
  { body, ...headers }: { body?: string; [header: string]: string | undefined } = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const sent = Object.entries({ authorization: `Bearer ${secretKey}`, ...headers });
  const response = await fetch(new URL(path, url), {
    method,
    headers: sent.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : [])),
    ...(body !== undefined && { body }),
  });
  const answer: Record<string, unknown> = await response.json();
  noteAnswer(findings, { method, path, form: body ?? "", status: response.status, body: answer });
  return { status: response.status, headers: response.headers, body: answer };
}

/** What the API said no with. Fails if it said yes. */
export async function refusalOf(answer: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (outcome instanceof Stripe.errors.StripeError) return outcome;
  throw outcome ?? new Error("The call was not refused.");
}

/** Fails unless the API said no with 400, this code and this parameter; undefined means there is none. Returns the error. */
export async function expectInvalid(
  answer: Promise<unknown>,
  expected: { code?: string | undefined; param?: string | undefined; message?: string | RegExp; status?: number },
): Promise<Stripe.errors.StripeError> {
  const error = await refusalOf(answer);
  const { status = 400, code, param, message } = expected;
  expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  expect(error).toMatchObject({ statusCode: status, rawType: "invalid_request_error" });
  expect({ code: error.code, param: error.param }).toEqual({ code, param });
  expect(error.requestId).toMatch(/^req_/);
  if (message) expect(error.message).toMatch(message);
  return error;
}

/** The controls of the emulator. Only for cases marked `emulatorOnly`. */
export const control = controlOf(url);

/** Plays a person's attempt. Only for cases marked `emulatorOnly`. */
export const submit = submitBy(control);

async function openTarget(): Promise<Target> {
  const { CONFORMANCE_BASE_URL, CONFORMANCE_SECRET_KEY, CONFORMANCE_RESTRICTED_KEY } = process.env;
  if (!CONFORMANCE_BASE_URL) {
    const emulator = await startEmulator({ port: 0, webhookRetrySeconds: [0, 0, 0] });
    const keys = await emulatorKeys(emulator.url);
    if (!keys) throw new Error("The emulator that was just started does not tell its keys.");
    return { url: emulator.url, ...keys, isEmulator: true, close: () => emulator.close() };
  }
  const emulatorsOwn = await emulatorKeys(CONFORMANCE_BASE_URL);
  const secretKey = CONFORMANCE_SECRET_KEY ?? emulatorsOwn?.secretKey;
  const restrictedKey = CONFORMANCE_RESTRICTED_KEY ?? emulatorsOwn?.restrictedKey ?? null;
  if (!secretKey?.startsWith("sk_test_")) throw new Error("CONFORMANCE_SECRET_KEY must be a sk_test_ key.");
  if (restrictedKey && !restrictedKey.startsWith("rk_test_")) {
    throw new Error("CONFORMANCE_RESTRICTED_KEY must be a rk_test_ key.");
  }
  return {
    url: CONFORMANCE_BASE_URL,
    secretKey,
    restrictedKey,
    isEmulator: emulatorsOwn !== null,
    close: async () => undefined,
  };
}

/** Null where there is no emulator; Stripe is not asked. */
async function emulatorKeys(baseUrl: string): Promise<{ secretKey: string; restrictedKey: string } | null> {
  if (new URL(baseUrl).hostname.endsWith("stripe.com")) return null;
  const response = await fetch(`${baseUrl}/_control/keys`).catch(() => null);
  return response?.ok ? response.json() : null;
}
