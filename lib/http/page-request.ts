import { isActionId, isCall, isForm } from "@/lib/http/action-call";
import type { RefusalStatus } from "@/lib/http/refusal";

/**
 * Why no page takes this request; null: Next can read it, and what is posted is the call or the form of an action. Next
 * answers 500 to anything else, and logs an error with it. Reads the body; a request that ends before its body is a 400, and one of more than `maxBytes` a 413.
 */
export async function refusedRequest(request: Request, maxBytes: number): Promise<RefusalStatus | null> {
  const { method, headers } = request;
  if (Number(headers.get("content-length") ?? 0) > maxBytes) return 413;
  if (method !== "POST") return null;

  if (isFromAnotherOrigin(headers)) return 403;
  const type = headers.get("content-type") ?? "";
  const action = headers.get("next-action");
  const isMultipart = type.startsWith("multipart/form-data");
  if (!isMultipart && (action === null || !type.startsWith("text/plain"))) return 415;
  if (action !== null && !isActionId(action)) return 400;

  const bytes = await readWhole(request);
  if (!bytes) return 400;
  if (bytes.byteLength > maxBytes) return 413;
  const parts = isMultipart ? await readParts(bytes, type) : onePart(bytes);
  return parts && (action === null ? isForm(parts) : isCall(parts)) ? null : 400;
}

/** As Next judges it, which answers 500: by the host that a proxy names, else by the one that was asked. */
function isFromAnotherOrigin(headers: Headers): boolean {
  const origin = headers.get("origin");
  const [forwarded] = (headers.get("x-forwarded-host") ?? "").split(",", 1);
  return (
    origin !== null && (!URL.canParse(origin) || new URL(origin).host !== (forwarded?.trim() || headers.get("host")))
  );
}

/** Null when the request ends before its body. Next's copy of the body, which this is, would then be waited for for ever. */
function readWhole(request: Request): Promise<ArrayBuffer | null> {
  const ended = new Promise<null>((resolve) => request.signal.addEventListener("abort", () => resolve(null)));
  return Promise.race([request.arrayBuffer().catch(() => null), ended]);
}

const readParts = (bytes: ArrayBuffer, type: string): Promise<FormData | null> =>
  new Response(bytes, { headers: { "content-type": type } }).formData().catch(() => null);

function onePart(bytes: ArrayBuffer): FormData {
  const parts = new FormData();
  parts.set("0", new TextDecoder().decode(bytes));
  return parts;
}
