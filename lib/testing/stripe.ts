import { setTimeout } from "node:timers/promises";
import Stripe from "stripe";
import { env } from "@/lib/env";
import type { StripeEvent } from "@/lib/stripe/webhook";
import { verifyEvent } from "@/lib/stripe/webhook";

const base = () => env().stripe.apiBase ?? "";

/** A test control of the emulator's; throws when it refuses. For database tests. */
export async function control(path: string, body?: object, method = "POST"): Promise<unknown> {
  const response = await fetch(`${base()}/_control${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok)
    throw new Error(`the emulator answered ${response.status} to ${method} ${path}: ${await response.text()}`);
  return response.json();
}

/** What a person would do on the hosted page. */
export const submit = (verificationSessionId: string, outcome: string, extra: object = {}): Promise<unknown> =>
  control(`/verification_sessions/${verificationSessionId}/submit`, { outcome, ...extra });

/** A client of the emulator's as somebody else would use it, with the secret key. */
export function stripe(): Stripe {
  const { hostname, port } = new URL(base());
  return new Stripe(env().stripe.secretKey, { host: hostname, port, protocol: "http" });
}

/** Every event about one session, oldest first, signed and verified as when delivered. */
export async function eventsOf(verificationSessionId: string): Promise<StripeEvent[]> {
  const all = await stripe().events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
  const [secret = ""] = env().stripe.webhookSecrets;
  return all
    .filter((event) => "id" in event.data.object && event.data.object.id === verificationSessionId)
    .reverse()
    .map((event) => {
      const payload = JSON.stringify(event);
      const verified = verifyEvent(
        Buffer.from(payload),
        Stripe.webhooks.generateTestHeaderString({ payload, secret }),
        [secret],
      );
      if (!verified) throw new Error("an event of the emulator's could not be verified");
      return verified;
    });
}

/** Waits until `condition` holds, up to ten seconds: for what the emulator does on its own clock. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await setTimeout(50);
  }
  throw new Error("what was waited for did not happen within ten seconds");
}
