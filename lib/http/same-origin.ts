/**
 * Whether a form or a script of our own pages sends this request. Browsers name the page's origin with every POST, or say
 * how it relates to ours (Fetch standard, `Origin`; Fetch Metadata, `Sec-Fetch-Site`); who says neither is refused.
 */
export function isFromOurPages(headers: Headers, appUrl: string): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  return origin === null ? site === "same-origin" : origin === new URL(appUrl).origin;
}
