/** Over https the browser guards the prefix. */
const prefixAt = (appUrl: string) => (appUrl.startsWith("https:") ? "__Host-" : "");

/**
 * The session's cookie where the app has this origin, as it is deleted. Over https no other site can give a browser one of this name,
 * not even a sibling of the same domain, which could sign people in to an account of its own by it: the browser takes such a name
 * with `Secure`, `Path=/` and no `Domain` alone (RFC 6265bis, 4.1.3.2), also of what deletes it.
 */
export function sessionCookieAt(appUrl: string): { name: string; path: "/"; secure: boolean } {
  return { name: `${prefixAt(appUrl)}next-auth.session-token`, path: "/", secure: appUrl.startsWith("https:") };
}

/**
 * The cookie of somebody invited, as it is set. From this host alone for the same reason: by another's session she would give her own
 * data, document and face for their account.
 */
export function invitedCookieAt(appUrl: string) {
  const { path, secure } = sessionCookieAt(appUrl);
  return { name: `${prefixAt(appUrl)}invited-session`, httpOnly: true, sameSite: "lax", path, secure } as const;
}

/** Of a sign-in at a provider that is under way, in seconds; next-auth's own. */
const underWaySeconds = 15 * 60;

/**
 * The cookies of next-auth 4 by which somebody is signed in: the session's, and those that bind a provider's answer to the
 * browser that asked.
 */
export function signInCookiesAt(appUrl: string) {
  const { name, path, secure } = sessionCookieAt(appUrl);
  const options = { httpOnly: true, sameSite: "lax", path, secure } as const;
  const underWay = (what: string) => ({
    name: `${prefixAt(appUrl)}next-auth.${what}`,
    options: { ...options, maxAge: underWaySeconds },
  });
  return {
    sessionToken: { name, options },
    state: underWay("state"),
    nonce: underWay("nonce"),
    pkceCodeVerifier: underWay("pkce.code_verifier"),
  };
}
