/**
 * The session's cookie where the app has this origin, by next-auth 4's own name, as it is deleted. Over https the browser guards the prefix, and obeys no
 * `Set-Cookie` of such a name without `Secure`, not even one that deletes it.
 */
export function sessionCookieAt(appUrl: string): { name: string; path: "/"; secure: boolean } {
  const secure = appUrl.startsWith("https:");
  return { name: `${secure ? "__Secure-" : ""}next-auth.session-token`, path: "/", secure };
}
