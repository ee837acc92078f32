import "server-only";

/** Larger than any event of Stripe's and any form of ours; more is refused before it fills memory. */
const maxBytes = 256 * 1024;

/** A body as text, or why there is none: larger than 256 KB, or its connection ended before it was whole. */
export type Body = { ok: true; text: string } | { ok: false; code: "too_large" | "cut_off" };

/** The raw body as text, exactly as it came; never more than 256 KB of it, whatever Content-Length says. */
export async function readBody(request: Request): Promise<Body> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return { ok: false, code: "too_large" };
  if (!request.body) return { ok: true, text: "" };

  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > maxBytes) return { ok: false, code: "too_large" };
      chunks.push(chunk);
    }
  } catch {
    return { ok: false, code: "cut_off" };
  }
  return { ok: true, text: Buffer.concat(chunks).toString("utf8") };
}
