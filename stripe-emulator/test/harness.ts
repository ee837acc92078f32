import http from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { controlOf, submitBy } from "../conformance/control.ts";
import type { EmulatorOptions } from "../src/options.ts";
import { defaultOptions } from "../src/options.ts";
import { startEmulator } from "../src/start.ts";

export const { keys } = defaultOptions;
export const webhookSecret = keys.webhookSecret;

/** A webhook as it arrived: the body as bytes were sent, and what the SDK made of it. */
type Received = {
  event: Stripe.Event;
  body: string;
  signature: string;
  headers: http.IncomingHttpHeaders;
  at: number;
};

/** A webhook endpoint that remembers what it got and can be told how to answer. */
type Receiver = {
  url: string;
  received: Received[];
  /** Answers by status, 0 for never any; the last one repeats. */
  answers: number[];
  /** Resolves as soon as something received fits. */
  until(fits: (received: Received) => boolean): Promise<Received>;
  close(): void;
};

export async function startReceiver(): Promise<Receiver> {
  const waiting: { fits: (received: Received) => boolean; resolve: (received: Received) => void }[] = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const status = receiver.answers.length > 1 ? receiver.answers.shift() : receiver.answers[0];
      if (status !== 0) response.writeHead(status ?? 200).end("noted");
      const { headers } = request;
      const event: Stripe.Event = JSON.parse(body);
      const received = { event, body, signature: String(headers["stripe-signature"]), headers, at: performance.now() };
      receiver.received.push(received);
      for (const waiter of waiting.filter(({ fits }) => fits(received))) waiter.resolve(received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received: [],
    answers: [200],
    until: (fits) =>
      new Promise((resolve) => {
        const known = receiver.received.find(fits);
        if (known) resolve(known);
        else waiting.push({ fits, resolve });
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
}

/** An SDK client with a key of the emulator at `url`. It does not retry unless told to. */
export function clientFor(url: string, key: string, config: Stripe.StripeConfig = {}): Stripe {
  return new Stripe(key, {
    host: "127.0.0.1",
    port: new URL(url).port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

/** A whole test mode: emulator, a subscribed receiver, clients with the secret and the restricted key. */
export async function startTestMode(options: Partial<EmulatorOptions> = {}) {
  const receiver = await startReceiver();
  const emulator = await startEmulator({
    port: 0,
    webhookUrls: [receiver.url],
    webhookRetrySeconds: [0, 0, 0],
    ...options,
  });
  const control = controlOf(emulator.url);
  return {
    url: emulator.url,
    receiver,
    control,
    stripe: clientFor(emulator.url, keys.secretKey),
    restricted: clientFor(emulator.url, keys.restrictedKey),
    submit: submitBy(control),
    /** What the API said no with. */
    refusal: async (call: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
      const error = await call.then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error instanceof Stripe.errors.StripeError) return error;
      throw new Error("The call was not refused by the API.");
    },
    close: async () => {
      await emulator.close();
      receiver.close();
    },
  };
}

export type TestMode = Awaited<ReturnType<typeof startTestMode>>;
