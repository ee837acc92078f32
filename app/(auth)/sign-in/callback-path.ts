/**
 * Where to go after signing in, as a path on `appUrl`'s own origin. Takes a path or a whole address, which next-auth
 * passes on; anything that leads elsewhere, or back to signing in, becomes "/".
 */
export function toCallbackPath(wanted: string | undefined, appUrl: string): string {
  if (!wanted || !URL.canParse(wanted, appUrl)) return "/";

  const url = new URL(wanted, appUrl);
  const elsewhere = url.origin !== new URL(appUrl).origin || /^\/(sign-in|api)(\/|$)/.test(url.pathname);
  return elsewhere ? "/" : `${url.pathname}${url.search}`;
}
