import "server-only";

/** Larger than any event of Stripe's; more is refused before it fills memory. */
const maxBytes = 256 * 1024;

/** The raw body as text, exactly as it came; null when it is larger than 256 KB, whatever Content-Length says. */
export async function readBody(request: Request): Promise<string | null> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return null;
  if (!request.body) return "";

  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
