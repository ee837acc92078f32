import "server-only";

/** A body as its bytes, or why there are none: larger than its limit, or its connection ended before it was whole. */
export type Body = { ok: true; bytes: Buffer } | { ok: false; code: "too_large" | "cut_off" };

/**
 * The raw body, exactly as it came; never more than `maxBytes` of it, whatever Content-Length says. Behind the middleware
 * the limit must be less than what Next holds of a body (next.config.mjs), which cuts off the rest and says nothing.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Body> {
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > maxBytes) return { ok: false, code: "too_large" };
  try {
    // Node's parser ends a body where Content-Length says, so that one may be read at once, which costs less.
    const bytes =
      announced === null ? await readCounting(request.body, maxBytes) : Buffer.from(await request.arrayBuffer());
    return bytes ? { ok: true, bytes } : { ok: false, code: "too_large" };
  } catch {
    return { ok: false, code: "cut_off" };
  }
}

/** Null as soon as there is more than `maxBytes` of it. */
async function readCounting(body: Request["body"], maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
