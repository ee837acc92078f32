import { randomBytes } from "node:crypto";
import { contentSecurityPolicy, openerPolicy, permissionsPolicy } from "@/lib/http/content-security-policy";
import type { PolicyKind } from "@/lib/http/routes";

/** The headers in which pages, actions and routes read about the request that they serve. No client's own pass. */
export const requestIdHeader = "x-request-id";
/** Where the person is, to come back to after signing in; empty where that is unknown. */
export const wantedPathHeader = "x-wanted-path";

/** What Next's router adds to the address of a page that it fetches, always at the end: the page itself lies without it. */
const routerParameter = /[?&]_rsc=[^&]*$/;

/** For pages whose address may hold a token of somebody who has no sign-in: it is told to nobody, not even to us. */
const withoutAddress = "strict-origin";

/** Who answers for Stripe ("" is Stripe itself), and whether this is `next dev`. */
export type Stage = { apiBase: string; development: boolean };

/**
 * What a request is given before a page or route serves it, and what its answer carries: a new request id, and for a page
 * (`kind` is not null) its policy with a nonce of its own. `url` as it was sent, with its query.
 */
export function requestContext(
  kind: PolicyKind | null,
  { method, url, referer }: { method: string; url: string; referer: string | null },
  { apiBase, development }: Stage,
): { request: Record<string, string>; response: Record<string, string> } {
  const id = crypto.randomUUID();
  const reads = method === "GET" || method === "HEAD";
  const request = {
    [requestIdHeader]: id,
    [wantedPathHeader]: reads ? url.replace(routerParameter, "") : (referer ?? ""),
  };
  if (kind === null) return { request, response: { [requestIdHeader]: id } };

  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(kind, { nonce, apiBase, development });
  return {
    // Next reads the nonce for its own scripts out of the policy.
    request: { ...request, "content-security-policy": policy },
    response: {
      [requestIdHeader]: id,
      "content-security-policy": policy,
      "permissions-policy": permissionsPolicy(kind, apiBase),
      "cross-origin-opener-policy": openerPolicy(kind),
      ...(kind === "invited" && { "referrer-policy": withoutAddress }),
    },
  };
}
