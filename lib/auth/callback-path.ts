/** The longest path that is carried through signing in; every filter of ours fits. */
const maxLength = 512;

/** Paths of pages of ours: plain segments. So nothing that a browser reads as another site (`//`, `/\`) can pass. */
const pagePath = /^\/([\w.~-]+(\/[\w.~-]+)*\/?)?$/;

/**
 * Where to go after signing in, as a path on `appUrl`'s own origin with its query. Takes a path or a whole address;
 * anything that leads elsewhere, back to signing in or to no page, or is longer than 512 characters, becomes "/".
 */
export function toCallbackPath(wanted: string | null | undefined, appUrl: string): string {
  if (!wanted || !URL.canParse(wanted, appUrl)) return "/";

  const { origin, pathname, search } = new URL(wanted, appUrl);
  const ours = origin === new URL(appUrl).origin && pagePath.test(pathname);
  if (!ours || /^\/(sign-in|api)(\/|$)/.test(pathname)) return "/";

  const path = `${pathname}${search}`;
  return path.length > maxLength ? "/" : path;
}

/** The address of a page of signing in that leads on to where the person wanted to go. */
export function signInPath(wanted: string | null | undefined, appUrl: string, page = "/sign-in"): string {
  const callbackPath = toCallbackPath(wanted, appUrl);
  return callbackPath === "/" ? page : `${page}?${new URLSearchParams({ callbackUrl: callbackPath })}`;
}
