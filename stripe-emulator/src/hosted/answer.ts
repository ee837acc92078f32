import type { Answer } from "../http/reply.ts";

/** On every answer about a link: nothing of it is kept, indexed or passed on. */
export const pageHeaders = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
  "permissions-policy": "camera=(self), microphone=(), geolocation=()",
};

export function redirect(location: string): Answer {
  return { status: 303, headers: { location, ...pageHeaders }, body: "" };
}

/** A page; `framed`: other origins may show it in a frame. Its forms may lead to `destinations`, which are whole URLs. */
export function htmlAnswer(
  status: number,
  body: string,
  { framed = false, destinations = [] }: { framed?: boolean; destinations?: readonly (string | null)[] } = {},
): Answer {
  // Browsers apply form-action to where the answer redirects, too.
  const origins = destinations.flatMap((url) => (url ? [` ${new URL(url).origin}`] : []));
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    `form-action 'self'${origins.join("")}`,
    `frame-ancestors ${framed ? "*" : "'none'"}`,
  ].join("; ");
  return {
    status,
    headers: { ...pageHeaders, "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    body,
  };
}
