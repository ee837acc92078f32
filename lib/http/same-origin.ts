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

/**
 * Whether another site sent whoever asks: by a link, a form or a script of its own (`Sec-Fetch-Site`). A person who typed the
 * address, or whose browser says nothing, was not.
 */
export function isSentByAnotherSite(headers: Pick<Headers, "get">): boolean {
  const site = headers.get("sec-fetch-site");
  return site !== null && site !== "same-origin" && site !== "none";
}
