import { createHmac } from "node:crypto";

/**
 * Stripe API, webhook signatures: `t=<unix>,v1=<hex>…,v0=<hex>`. One `v1` per active secret, HMAC-SHA256 over
 * `<t>.<body>` with the whole `whsec_…` text as key; `v0` is the decoy that test events carry.
 */
export function signatureHeader(body: string, secrets: readonly string[], unixSeconds: number): string {
  const signed = secrets.map((secret) => `v1=${hmac(secret, `${unixSeconds}.${body}`)}`);
  return [`t=${unixSeconds}`, ...signed, `v0=${hmac("decoy", `${unixSeconds}.${body}`)}`].join(",");
}

const hmac = (key: string, message: string) => createHmac("sha256", key).update(message).digest("hex");
