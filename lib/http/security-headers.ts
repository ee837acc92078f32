import { openerPolicy, permissionsPolicy } from "@/lib/http/content-security-policy";

/** What every answer carries, whoever makes it. */
export const securityHeaders: Readonly<Record<string, string>> = {
  // What is no page loads nothing and is framed nowhere; request-context.ts puts a page's policy in its place.
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "permissions-policy": permissionsPolicy("visitor", ""),
  "x-content-type-options": "nosniff",
  // No address of ours, which may hold a link's token, goes to another site. Not "no-referrer": forms would then carry
  // `Origin: null`, and the check that they come from our own pages would fail.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": openerPolicy("visitor"),
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-frame-options": "DENY",
};
