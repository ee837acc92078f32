import pMap from "p-map";
import type Stripe from "stripe";
import type { Environment } from "./environment.ts";

/** One webhook attempt of the emulator's, as far as it matters here. */
export type Delivery = {
  eventId: string;
  endpointId: string;
  objectId: string | null;
  fault: string | null;
  status: number | null;
  delivered: boolean;
};

/** A caught mail. */
export type Mail = { to: string[]; subject: string; text: string; html: string; messageId: string };

/** A connected account with all its persons. */
export type SellerAtStripe = { account: Stripe.Account; persons: Stripe.Person[] };

/** What is true at Stripe, and what people were sent: everything that our rows are compared with. */
export type Truth = {
  sessions: Stripe.Identity.VerificationSession[];
  /** Oldest first. */
  reports: Stripe.Identity.VerificationReport[];
  sellers: SellerAtStripe[];
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
  return {
    sessions,
    reports: reports.reverse(),
    sellers: await readSellers(environment),
    deliveries: await readDeliveries(environment),
    mails: await readMails(environment),
  };
}

async function readSellers({ stripe }: Environment): Promise<SellerAtStripe[]> {
  const accounts: Stripe.Account[] = [];
  for await (const account of stripe.accounts.list({ limit: 100 })) accounts.push(account);
  const read = async (account: Stripe.Account) => {
    const persons: Stripe.Person[] = [];
    for await (const person of stripe.accounts.listPersons(account.id, { limit: 100 })) persons.push(person);
    return { account, persons };
  };
  return pMap(accounts, read, { concurrency: 8 });
}

/** Every caught mail, newest first. */
export async function readMails({ mailUrl }: Environment): Promise<Mail[]> {
  const mails = await fetch(`${mailUrl}/api/messages`);
  // A cast, because the contract of the mail catcher says so.
  return (await mails.json()) as Mail[];
}

/** Every webhook attempt so far, oldest first. */
export async function readDeliveries(environment: Environment): Promise<Delivery[]> {
  // A cast, because the contract of the emulator's control says so.
  const { deliveries } = (await environment.emulator.control("/deliveries", undefined, "GET")) as {
    deliveries: Delivery[];
  };
  return deliveries;
}
