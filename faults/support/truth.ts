import type Stripe from "stripe";
import type { Environment } from "./environment.ts";

/** One webhook attempt of the emulator's, as far as it matters here. */
export type Delivery = {
  eventId: string;
  objectId: string | null;
  fault: string | null;
  status: number | null;
  delivered: boolean;
};

/** A caught mail. */
type Mail = { to: string[]; subject: string; text: string; html: string };

/** What is true at Stripe, and what people were sent: everything that our rows are compared with. */
export type Truth = {
  sessions: Stripe.Identity.VerificationSession[];
  /** Oldest first. */
  reports: Stripe.Identity.VerificationReport[];
  deliveries: Delivery[];
  mails: Mail[];
};

/** Asks the emulator and the caught mail for all they have. */
export async function readTruth(environment: Environment): Promise<Truth> {
  const { identity } = environment.stripe;
  const sessions: Stripe.Identity.VerificationSession[] = [];
  for await (const session of identity.verificationSessions.list({ limit: 100, expand: ["data.verified_outputs"] })) {
    sessions.push(session);
  }
  const reports: Stripe.Identity.VerificationReport[] = [];
  for await (const report of identity.verificationReports.list({ limit: 100 })) reports.push(report);
  const mails = await fetch(`${environment.mailUrl}/api/messages`);
  return {
    sessions,
    reports: reports.reverse(),
    deliveries: await readDeliveries(environment),
    // A cast, because the contract of the mail catcher says so.
    mails: (await mails.json()) as Mail[],
  };
}

/** Every webhook attempt so far, oldest first. */
export async function readDeliveries(environment: Environment): Promise<Delivery[]> {
  // A cast, because the contract of the emulator's control says so.
  const { deliveries } = (await environment.emulator.control("/deliveries", undefined, "GET")) as {
    deliveries: Delivery[];
  };
  return deliveries;
}
