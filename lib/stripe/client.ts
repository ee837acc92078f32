import "server-only";
import Stripe from "stripe";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

/** The version all our shapes were written for; the SDK 23.1.0 sends it. */
export const apiVersion = "2026-10-28.endive";

/** People wait for the answer, so no call may last longer. Retrying is left to the next press and to the job queue. */
const timeoutMs = 10_000;

function connect(key: string): Stripe {
  const { apiBase } = env().stripe;
  const base = apiBase ? new URL(apiBase) : null;
  const stripe = new Stripe(key, {
    apiVersion,
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    ...(base
      ? {
          host: base.hostname,
          port: base.port,
          protocol: base.protocol === "https:" ? ("https" as const) : ("http" as const),
        }
      : {}),
  });
  stripe.on("response", (response: Stripe.ResponseEvent) =>
    log.info("Stripe answered", {
      stripeRequestId: response.request_id,
      status: response.status,
      durationMs: response.elapsed,
      // The path holds ids of Stripe's and nothing else; the query, which we leave out, may hold more.
      action: `${response.method}:${response.path.split("?")[0]}`,
    }),
  );
  return stripe;
}

let ordinary: Stripe | undefined;
let restricted: Stripe | undefined;

/** Stripe with the secret key, which cannot read sensitive results. */
export function stripeClient(): Stripe {
  ordinary ??= connect(env().stripe.secretKey);
  return ordinary;
}

/** Stripe with the restricted key, the only one that may read sensitive results; for `lib/stripe/sensitive.ts` alone. */
export function restrictedStripeClient(): Stripe {
  restricted ??= connect(env().stripe.restrictedKey);
  return restricted;
}

/** Runs one call and turns the SDK's errors into ours: unavailable, busy or refused. Null stands for "no such object". */
export async function callStripe<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (cause) {
    if (!(cause instanceof Stripe.errors.StripeError)) throw cause;
    if (cause.statusCode === 404) return null;
    const detail = `Stripe answered ${cause.statusCode ?? "nothing"} ${cause.code ?? cause.type} (${cause.requestId ?? "no request id"})`;
    if (cause.statusCode === 429) throw new AppError("stripe_busy", detail, { cause });
    if (cause.rawType === "idempotency_error") throw new AppError("stripe_key_reused", detail, { cause });
    const unavailable = cause.statusCode === undefined || cause.statusCode >= 500 || cause.statusCode === 409;
    throw new AppError(unavailable ? "stripe_unavailable" : "stripe_refused", detail, { cause });
  }
}
