import { type Answer, cutConnection, hangConnection, type Reply } from "./reply.ts";

/** As Stripe answers a page of another origin: all of its API, here where an endpoint is for pages. */
const forPages = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, PUT, PATCH, POST, DELETE",
  "access-control-allow-headers": "authorization, content-type, idempotency-key, stripe-account, stripe-version",
  "access-control-max-age": "300",
};

/** The answer to a browser that asks whether a page may call. */
export const preflight: Answer = { status: 200, headers: forPages, body: "" };

/** The same answer, which a page of any origin may read. */
export const readableByPages = (reply: Reply): Reply =>
  reply === hangConnection || reply === cutConnection
    ? reply
    : { ...reply, headers: { ...reply.headers, ...forPages } };
