import type Stripe from "stripe";
import type { EmulatorOptions } from "../../src/options.ts";
import { startReceiver, startTestMode } from "../harness.ts";

/** Longer than any test takes: whatever waits is waited for by the clock. */
const asyncDelaySeconds = 600;

export const capabilities = { card_payments: { requested: true }, transfers: { requested: true } };

/** All that an individual in the US is asked for, with Stripe's test values for success. */
export const complete = {
  business_type: "individual",
  business_profile: { mcc: "5734", url: "https://accessible.stripe.com", name: "Ada's Wires" },
  individual: {
    first_name: "Ada",
    last_name: "Example",
    dob: { day: 1, month: 1, year: 1901 },
    email: "ada@demo.test",
    phone: "0000000000",
    address: { line1: "address_full_match", city: "Oakland", state: "CA", postal_code: "94607", country: "US" },
    id_number: "000000000",
    ssn_last_4: "0000",
  },
  external_account: "btok_us",
  tos_acceptance: { date: 1_790_000_000, ip: "203.0.113.7" },
} satisfies Stripe.AccountUpdateParams;

/** A test mode with a receiver for what happens in connected accounts. Nothing asynchronous ends but by `pass`. */
export async function startConnectMode(options: Partial<EmulatorOptions> = {}) {
  const connect = await startReceiver();
  const mode = await startTestMode({ connectWebhookUrls: [connect.url], asyncDelaySeconds, ...options });
  const pass = (seconds: number) => mode.control("POST", "/clock", { advanceSeconds: seconds });
  const create = (params: Stripe.AccountCreateParams = {}) =>
    mode.stripe.accounts.create({ type: "custom", country: "US", capabilities, ...params });
  /** Lets every check end that was begun so far. */
  const finishChecks = () => pass(10 * asyncDelaySeconds);
  return {
    ...mode,
    connect,
    create,
    pass,
    finishChecks,
    /** An individual who is fully enabled. */
    createEnabled: async () => {
      const { id } = await create(complete);
      await finishChecks();
      return id;
    },
    /** Plays something of Stripe's: `requirements`, `block` or `checks`. */
    play: (id: string, what: string, body: object) =>
      mode.control<Stripe.Account>("POST", `/accounts/${id}/${what}`, body),
    reset: async () => {
      await mode.control("POST", "/reset");
      connect.received.length = 0;
      mode.receiver.received.length = 0;
    },
    close: async () => {
      await mode.close();
      connect.close();
    },
  };
}

export type ConnectMode = Awaited<ReturnType<typeof startConnectMode>>;
