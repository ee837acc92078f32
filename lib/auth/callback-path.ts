declare const parsed: unique symbol;

/** A path of ours to go to after signing in. Made in this file alone, so what takes one need not look again. */
export type CallbackPath = string & { readonly [parsed]: true };

/** The longest path that is carried through signing in; every filter of ours fits. */
const maxLength = 512;

/** Paths of pages of ours: plain segments. So nothing that a browser reads as another site (`//`, `/\`) can pass. */
const pagePath = /^\/([\w.~-]+(\/[\w.~-]+)*\/?)?$/;

/** The start, for whoever wanted to go nowhere. */
// A cast, as is the one below: nothing but what this file lets through is of the type.
export const startPath = "/" as CallbackPath;

/**
 * Where to go after signing in, as a path on `appUrl`'s own origin with its query. Takes a path or a whole address;
 * anything that leads elsewhere, back to signing in or to no page, or is longer than 512 characters, becomes "/".
 */
export function toCallbackPath(wanted: string | null | undefined, appUrl: string): CallbackPath {
  if (!wanted || !URL.canParse(wanted, appUrl)) return startPath;

  const { origin, pathname, search } = new URL(wanted, appUrl);
  const ours = origin === new URL(appUrl).origin && pagePath.test(pathname);
  if (!ours || /^\/(sign-in|api)(\/|$)/.test(pathname)) return startPath;

  const path = `${pathname}${search}`;
  return path.length > maxLength ? startPath : (path as CallbackPath);
}

/** The address of a page of signing in that leads on to where the person wanted to go. */
export function signInPath(callbackPath: CallbackPath, page = "/sign-in"): string {
  return callbackPath === startPath ? page : `${page}?${new URLSearchParams({ callbackUrl: callbackPath })}`;
}
