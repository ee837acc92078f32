import { once } from "node:events";
import { request as send } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { ReadableStream } from "node:stream/web";

/** The least that passes a file on to Stripe: the form as it comes in, with no look at it, at who sends it or at what comes back. */
export async function POST({ headers, body }: Request): Promise<Response> {
  const onward = send(new URL("/v1/files", process.env.STRIPE_API_BASE), {
    method: "POST",
    headers: {
      authorization: `Bearer ${process.env.STRIPE_SECRET_KEY}`,
      "stripe-account": headers.get("stripe-account") ?? "",
      "content-type": headers.get("content-type") ?? "",
      "content-length": headers.get("content-length") ?? "",
    },
  });
  // A cast, because the types of the browser and of Node name the same stream differently.
  if (body) Readable.fromWeb(body as ReadableStream<Uint8Array>).pipe(onward);
  // A cast, because Node's documentation says so.
  const [answer] = (await once(onward, "response")) as [Readable & { statusCode: number }];
  return new Response(await text(answer), { status: answer.statusCode });
}
