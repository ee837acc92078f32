import "server-only";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { text } from "node:stream/consumers";
import Stripe from "stripe";
import { z } from "zod";
import { giveBack } from "@/lib/chunk-memory";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { apiVersion, callStripe, recordAnswer } from "@/lib/stripe/client";
import { idOf } from "@/lib/stripe/readers";

/** Where Stripe takes uploads; what stands in its place takes everything. */
const filesHost = "https://files.stripe.com";

/** How long Stripe may be silent, in ms: while it takes no more bytes, and while it works on what it has. */
const longestSilence = 30_000;

const mediaTypes = { jpeg: "image/jpeg", png: "image/png", pdf: "application/pdf" } as const;

/** A file on its way to Stripe. */
export type AccountFile = {
  /** `acct_…`: it can be used there and nowhere else. */
  account: string;
  /** Stripe API, File.purpose. */
  purpose: "identity_document" | "additional_verification" | "account_requirement";
  format: keyof typeof mediaTypes;
  size: number;
  /** Each is given away: once it is sent it is empty. */
  chunks: AsyncIterable<Uint8Array>;
};

/**
 * Streams a file to Stripe without ever holding more than a chunk of it, which the SDK cannot: it makes one piece of memory of
 * it. `beforeEnd` runs when all of it is at Stripe but the end of the request: what it throws, as what the file itself throws,
 * breaks the call off, and then Stripe has no file. Never sent twice. The file's own name stays here. Fails as `callStripe` does.
 */
export async function uploadAccountFile(file: AccountFile, beforeEnd: () => Promise<void>): Promise<{ id: string }> {
  const answer = await callStripe(() => post(file, beforeEnd), file.account);
  const id = z.object({ id: idOf("file_") }).safeParse(answer).data?.id;
  if (!id) throw new AppError("stripe_unexpected", "Stripe answered with something else than a file");
  return { id };
}

async function post({ account, purpose, format, size, chunks }: AccountFile, beforeEnd: () => Promise<void>) {
  // Nobody can write a file that ends its part and begins another: Stripe would take that as a parameter of ours.
  const boundary = `----${randomUUID()}`;
  const head = Buffer.from(
    [
      ...[`--${boundary}`, 'content-disposition: form-data; name="purpose"', "", purpose],
      ...[`--${boundary}`, `content-disposition: form-data; name="file"; filename="document.${format}"`],
      ...[`content-type: ${mediaTypes[format]}`, "", ""],
    ].join("\r\n"),
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const { apiBase, secretKey } = env().stripe;
  const url = new URL("/v1/files", apiBase || filesHost);
  const started = performance.now();
  const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
    method: "POST",
    timeout: longestSilence,
    headers: {
      authorization: `Bearer ${secretKey}`,
      "stripe-version": apiVersion,
      "stripe-account": account,
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": head.length + size + tail.length,
    },
  });
  request.on("timeout", () => request.destroy(new Error("silent for too long")));

  const answered = answerTo(request);
  // Whoever comes first decides; what the other one says then is of no interest.
  const over = answered.then(() => Promise.reject(new Error("answered before the end")));
  over.catch(() => {});
  const send = async () => {
    await Promise.race([over, write(request, head)]);
    for await (const chunk of chunks) {
      await Promise.race([over, write(request, chunk)]);
      giveBack(chunk);
    }
    await beforeEnd();
    request.end(tail);
  };
  try {
    const { response, body } = await Promise.race([answered, send().then(() => answered)]);
    const status = response.statusCode ?? 0;
    recordAnswer({
      method: "POST",
      path: url.pathname,
      status,
      request_id: response.headers["request-id"]?.toString() ?? "",
      elapsed: Math.round(performance.now() - started),
    });
    const answer = parse(body);
    if (status < 200 || status >= 300) throw toError(response, answer);
    // As of the SDK: nobody knows what became of the file.
    if (answer === null) throw new Stripe.errors.StripeAPIError({ message: "unreadable answer", type: "api_error" });
    return answer;
  } finally {
    // Before its end where it failed, so that nothing is kept of what came until then.
    request.destroy();
  }
}

/** The whole answer; a `StripeConnectionError`, as of the SDK's, where there is none. */
async function answerTo(request: ClientRequest): Promise<{ response: IncomingMessage; body: string }> {
  try {
    // A cast, because Node's documentation says so.
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return { response, body: await text(response) };
  } catch (cause) {
    throw new Stripe.errors.StripeConnectionError({
      message: "no answer to an upload",
      type: "api_error",
      detail: cause instanceof Error ? cause : "unknown",
    });
  }
}

/** Resolves once the system has taken the chunk, so that Stripe may be slower than the sender; never where it fails, which the request tells. */
const write = (request: ClientRequest, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    request.write(chunk, (error) => {
      if (!error) resolve();
    });
  });

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const word = z.string().catch("");
const failure = z.object({ error: z.object({ type: word, code: word, param: word, message: word }) });

/** As the SDK would throw it, so that one place turns it into ours. */
function toError({ statusCode = 500, headers }: IncomingMessage, body: unknown): Error {
  const said = failure.safeParse(body).data?.error;
  return Stripe.errors.generateV1Error({
    ...said,
    // A cast, because the SDK's type has the values of today; it does not look at it but for one.
    type: (said?.type || "api_error") as NonNullable<Stripe.StripeRawError["type"]>,
    message: said?.message ?? "",
    statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    requestId: headers["request-id"]?.toString() ?? "",
  });
}
