import "server-only";
import { SpanKind, trace } from "@opentelemetry/api";
import Stripe from "stripe";
import { env } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { endpointOf, stripeAnswered, stripeStayedSilent } from "@/lib/metrics/metrics";
import { acquire, backOff, backOffAccount, isInBackground } from "@/lib/rate-limit/stripe-calls";
import { describeSpan, inSpan } from "@/lib/telemetry/spans";

/** The version all our shapes were written for; the SDK 23.1.0 sends it. */
export const apiVersion = "2026-10-28.endive";

/**
 * How long and how often a call is attempted. Interactive: once more after a failure that passes (the SDK's rule: no answer,
 * 5xx, 409 and whatever Stripe-Should-Retry says), ten seconds in all. Background: once, because the queue retries the job.
 */
const patience = {
  interactive: { timeout: 5_000, maxNetworkRetries: 1 },
  background: { timeout: 10_000, maxNetworkRetries: 0 },
};

function connect(key: string, { timeout, maxNetworkRetries }: { timeout: number; maxNetworkRetries: number }): Stripe {
  const { apiBase } = env().stripe;
  const base = apiBase ? new URL(apiBase) : null;
  const stripe = new Stripe(key, {
    apiVersion,
    timeout,
    maxNetworkRetries,
    telemetry: false,
    ...(base
      ? {
          host: base.hostname,
          port: base.port,
          protocol: base.protocol === "https:" ? ("https" as const) : ("http" as const),
        }
      : {}),
  });
  stripe.on("request", ({ method, path }: Stripe.RequestEvent) => {
    // The span of `callStripe`, which does not know what it calls.
    const endpoint = endpointOf(path.split("?")[0] ?? "");
    trace.getActiveSpan()?.updateName(`Stripe ${method} ${endpoint}`);
    describeSpan({ "http.request.method": method, "url.template": endpoint });
  });
  stripe.on("response", recordAnswer);
  return stripe;
}

/** An answer of Stripe's in metrics, log and span. `elapsed` in ms. */
export function recordAnswer(
  response: Pick<Stripe.ResponseEvent, "method" | "path" | "status" | "request_id" | "elapsed">,
): void {
  // The path holds ids of Stripe's and nothing else; the query, which we leave out, may hold more.
  const [path = ""] = response.path.split("?");
  stripeAnswered(response.method, path, response.status, response.elapsed / 1000);
  describeSpan({ "http.response.status_code": response.status, "stripe.request_id": response.request_id });
  log.info("Stripe answered", {
    stripeRequestId: response.request_id,
    status: response.status,
    durationMs: response.elapsed,
    action: `${response.method}:${path}`,
  });
}

const connected = new Map<string, Stripe>();

function clientOf(key: "secretKey" | "restrictedKey"): Stripe {
  const kind = isInBackground() ? "background" : "interactive";
  const name = `${key}:${kind}`;
  const client = connected.get(name) ?? connect(env().stripe[key], patience[kind]);
  connected.set(name, client);
  return client;
}

/** Stripe with the secret key, which cannot read sensitive results. Interactive or in the background, as its caller is. */
export const stripeClient = (): Stripe => clientOf("secretKey");

/** Stripe with the restricted key, the only one that may read sensitive results; for `lib/stripe/sensitive.ts` alone. */
export const restrictedStripeClient = (): Stripe => clientOf("restrictedKey");

/** After a 429 that does not say how long to wait. Seconds. */
const backOffSeconds = 2;

/**
 * Runs one call once the budget allows it (`acquire`), and turns the SDK's errors into ours: unavailable, busy or refused,
 * and final where Stripe says that another attempt is useless and what is wrong is the request. Null stands for "no such object".
 * After a 429 the background backs off.
 * `account`: the connected account that the call is about, which has a budget of its own; null: none.
 */
export async function callStripe<T>(call: () => Promise<T>, account: string | null = null): Promise<T | null> {
  await acquire(1, account);
  return inSpan("Stripe", SpanKind.CLIENT, () => inOurErrors(call, account));
}

async function inOurErrors<T>(call: () => Promise<T>, account: string | null): Promise<T | null> {
  try {
    return await call();
  } catch (cause) {
    if (!(cause instanceof Stripe.errors.StripeError)) throw cause;
    if (cause.statusCode === undefined) stripeStayedSilent();
    if (cause.statusCode === 404) return null;
    const detail = `Stripe answered ${cause.statusCode ?? "nothing"} ${cause.code ?? cause.type} (${cause.requestId ?? "no request id"})`;
    const final = isFinal(cause);
    // Stripe API, idempotent requests: a failure is kept and given again for a day, a 500 as well.
    const replayed = cause.headers?.["idempotent-replayed"] === "true";
    const said = { cause, final, replayed, status: cause.statusCode ?? null };
    if (cause.statusCode === 429) {
      const asked = Number(cause.headers?.["retry-after"] ?? Number.NaN);
      const seconds = asked > 0 ? Math.min(asked, 60) : backOffSeconds;
      // Stripe docs, rate limits: `lock_timeout` says that another call holds this one object.
      if (cause.code === "lock_timeout" && account !== null) await backOffAccount(account, seconds);
      else await backOff(seconds);
      throw new AppError("stripe_busy", detail, said);
    }
    if (cause.rawType === "idempotency_error") throw new AppError("stripe_key_reused", detail, said);
    const unavailable = cause.statusCode === undefined || cause.statusCode >= 500 || cause.statusCode === 409;
    throw new AppError(unavailable ? "stripe_unavailable" : "stripe_refused", detail, said);
  }
}

/** The SDK's error that one of ours was made of. */
export const saidBy = (error: unknown): Stripe.errors.StripeError | null =>
  isAppError(error) && error.cause instanceof Stripe.errors.StripeError ? error.cause : null;

/**
 * 4xx that say nothing of the request: the key is wrong or lacks a permission, which an operator fixes for all objects at once, another
 * call holds the object or the key, something that it needs failed, too many calls.
 */
const passing = new Set([401, 403, 409, 424, 429]);

/**
 * Stripe docs, error handling: Stripe-Should-Retry, sent when the server knows. It speaks of this call, to the SDK; of a job, which
 * reads anew and hours later, it is true only where the request itself is wrong.
 */
const isFinal = ({ statusCode, headers }: Stripe.errors.StripeError): boolean =>
  statusCode !== undefined &&
  statusCode >= 400 &&
  statusCode < 500 &&
  !passing.has(statusCode) &&
  headers?.["stripe-should-retry"] === "false";
