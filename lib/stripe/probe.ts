import "server-only";
import { z } from "zod";
import type { Env } from "@/lib/env";
import { apiVersion } from "@/lib/stripe/client";

const timeoutMs = 5_000;

const refusal = z.object({ error: z.object({ code: z.string().optional() }) });

/** An answer of Stripe's, looked at for what it says of the caller rather than for its content. */
export type Probe = {
  status: number;
  body: unknown;
  /** `error.code`, where there is one. */
  code: string | null;
  /** Stripe's clock, by the answer's Date header; whole seconds. */
  date: Date | null;
  durationMs: number;
};

/**
 * One call with any key, for the doctor: the SDK would throw away the time and make errors of the refusals that are looked
 * for. Null when there was no answer within 5 s. The caller chooses calls without effect, but for the one that somebody
 * agreed to (lib/health/doctor/webhooks.ts, `nameEvents`).
 */
export async function probeStripe(
  stripe: Env["stripe"],
  key: string,
  method: "GET" | "POST",
  path: string,
  form?: Record<string, string>,
): Promise<Probe | null> {
  return ask(`${stripe.apiBase ?? "https://api.stripe.com"}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "stripe-version": apiVersion },
    ...(form && { body: new URLSearchParams(form) }),
  });
}

/** A test control of the emulator, JSON out. Null when there was no answer, and where Stripe itself answers. */
export async function askEmulator(stripe: Env["stripe"], method: "GET" | "POST", path: string): Promise<Probe | null> {
  return stripe.apiBase === null ? null : ask(`${stripe.apiBase}/_control${path}`, { method });
}

async function ask(address: string, request: RequestInit): Promise<Probe | null> {
  const startedAt = performance.now();
  try {
    const response = await fetch(address, {
      ...request,
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const durationMs = performance.now() - startedAt;
    const body: unknown = await response.json().catch(() => null);
    const date = Date.parse(response.headers.get("date") ?? "");
    return {
      status: response.status,
      body,
      code: refusal.safeParse(body).data?.error.code ?? null,
      date: Number.isNaN(date) ? null : new Date(date),
      durationMs,
    };
  } catch {
    return null;
  }
}
