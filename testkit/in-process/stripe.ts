import Stripe from "stripe";
import { env } from "@/lib/env";
import { type StripeEvent, verifyEvent } from "@/lib/events/webhook";
import { type Emulator, emulatorAt, stripeAt } from "../emulator.ts";

const base = () => env().stripe.apiBase ?? "";

/** A test control of the emulator's, as `Emulator.control`. */
export const control: Emulator["control"] = (...call) => emulatorAt(base()).control(...call);

/** What a person would do on the hosted page, as `Emulator.submit`. */
export const submit: Emulator["submit"] = (...attempt) => emulatorAt(base()).submit(...attempt);

/** A client of the emulator's as somebody else would use it, with the secret key. */
export const stripe = (): Stripe => stripeAt(base(), env().stripe.secretKey);

/** These events of Stripe's list, oldest first, signed and verified as when delivered. */
function asDelivered(newestFirst: Stripe.Event[], [secret = ""]: readonly string[]): StripeEvent[] {
  return newestFirst.toReversed().map((event) => {
    const payload = JSON.stringify(event);
    const verified = verifyEvent(Buffer.from(payload), Stripe.webhooks.generateTestHeaderString({ payload, secret }), [
      secret,
    ]);
    if (!verified) throw new Error("an event of the emulator's could not be verified");
    return verified;
  });
}

/** Every event about one session. */
export async function eventsOf(verificationSessionId: string): Promise<StripeEvent[]> {
  const all = await stripe().events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
  const ofSession = all.filter((event) => "id" in event.data.object && event.data.object.id === verificationSessionId);
  return asDelivered(ofSession, env().stripe.webhookSecrets);
}

/** Every event of one connected account. */
export async function eventsOfAccount(stripeAccount: string): Promise<StripeEvent[]> {
  const all = await stripe().events.list({ limit: 100 }, { stripeAccount }).autoPagingToArray({ limit: 10_000 });
  return asDelivered(all, env().stripe.connectWebhookSecrets);
}
