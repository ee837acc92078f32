import type { IncomingMessage } from "node:http";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import type { RefusalStatus } from "@/lib/http/refusal";
import { rulesOf } from "@/lib/http/routes";

/**
 * Whether nothing of ours answers a request, by all that comes before its body: 405 for a method that the address does not take, 400 for
 * an address that is another server's or cannot be decoded, and for a script's place in the product that cannot be read;
 * 404 for Next's own pages of errors. Next itself answers 500 to `TRACE`, `/api/%FF`, such a place and `/_global-error`,
 * and sends whoever asks for `http://another.example/` there. In development, addresses of Next's own tools are served.
 */
export function refusedHead(
  { method = "", url = "", headers = {} }: Partial<Pick<IncomingMessage, "method" | "url" | "headers">>,
  development = false,
): RefusalStatus | null {
  const [path = ""] = url.split("?", 1);
  if (!rulesOf(path).methods.includes(method)) return 405;
  if (!path.startsWith("/") || !succeeds(() => decodeURIComponent(path))) return 400;
  // By Next's own reader, as there is no other rule. The middleware does not see this header.
  const place = headers["next-router-state-tree"];
  if (place !== undefined && !succeeds(() => parseAndValidateFlightRouterState(place))) return 400;
  if (development && path.startsWith("/__nextjs_")) return null;
  return /^\/_(?!next\/)/.test(path) ? 404 : null;
}

function succeeds(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
