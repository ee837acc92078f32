import "server-only";
import type { NextAuthOptions } from "next-auth";
import EmailProvider from "next-auth/providers/email";
import type { UserinfoEndpointHandler } from "next-auth/providers/oauth";
import { adapter } from "@/lib/auth/adapter";
import { toCallbackPath } from "@/lib/auth/callback-path";
import { toEmailAddress } from "@/lib/auth/email-address";
import { signInCookiesAt } from "@/lib/auth/session-cookie";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { linkSeconds, sessionSeconds } from "@/lib/policy/limits";

/** What a provider says of somebody (OpenID Connect Core, 5.1). Amazon Cognito and others write the flag as text. */
type Claims = { sub: string; email?: string; email_verified?: boolean | string };

/** openid-client's, by next-auth's types. */
type OidcClient = Parameters<NonNullable<UserinfoEndpointHandler["request"]>>[0]["client"];

const hasVerified = ({ email_verified }: Pick<Claims, "email_verified">): boolean =>
  email_verified === true || email_verified === "true";

/**
 * The claims of the ID token, and where the address is not among them those that the provider tells when it is asked (OpenID Connect
 * Core, 5.4; Okta does so). openid-client refuses an answer about anybody else.
 */
async function readClaims({ tokens, client }: { tokens: object; client: OidcClient }): Promise<Claims> {
  // A cast, because next-auth's type leaves out what openid-client's token set can do.
  const given = tokens as Parameters<OidcClient["userinfo"]>[0] & { claims: () => Claims };
  const claims = given.claims();
  if (claims.email !== undefined || !client.issuer.metadata.userinfo_endpoint) return claims;
  return { ...(await client.userinfo<Claims>(given)), sub: claims.sub };
}

const oidcProvider = (oidc: NonNullable<ReturnType<typeof env>["oidc"]>): NextAuthOptions["providers"][number] => ({
  id: "oidc",
  name: oidc.name,
  type: "oauth",
  userinfo: { request: readClaims },
  wellKnown: `${oidc.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
  issuer: oidc.issuer,
  clientId: oidc.clientId,
  clientSecret: oidc.clientSecret,
  authorization: { params: { scope: "openid email" } },
  idToken: true,
  checks: ["pkce", "state", "nonce"],
  // Safe only together with the signIn callback below: it demands that the provider has verified the address.
  allowDangerousEmailAccountLinking: true,
  // Read here, as next-auth puts what it is given into lower case, by Unicode: another person's address may come of that.
  profile: (claims: Claims) => ({ id: claims.sub, email: toEmailAddress(claims.email ?? "") }),
});

/** What next-auth asks of the request that signs somebody in. */
type SignInRequest = {
  /** The language of its page, which is kept for what is mailed later. */
  locale: () => Promise<string>;
  /** Ends the session that its browser has, if any. */
  endSession: () => Promise<void>;
};

/** next-auth as this app uses it. A function, because building needs no environment. */
export function authOptions(request: SignInRequest): NextAuthOptions {
  const { appUrl, nextAuthSecret, oidc } = env();
  return {
    adapter,
    secret: nextAuthSecret,
    session: { strategy: "database", maxAge: sessionSeconds, updateAge: sessionSeconds },
    useSecureCookies: appUrl.startsWith("https:"),
    cookies: signInCookiesAt(appUrl),
    pages: { signIn: "/sign-in", verifyRequest: "/sign-in/sent", error: "/sign-in" },
    providers: [
      EmailProvider({
        maxAge: linkSeconds,
        // Links are asked for through requestSignInLink alone, which limits them; next-auth's own address for it refuses.
        sendVerificationRequest: () => Promise.reject(new Error("not a way to ask for a link")),
      }),
      ...(oidc ? [oidcProvider(oidc)] : []),
    ],
    callbacks: {
      async signIn({ user, account, profile }) {
        // A cast, because next-auth hands on what `readClaims` has made, under a type of its own.
        const verified = account?.provider !== "oidc" || hasVerified((profile ?? {}) as Partial<Claims>);
        const email = verified && user.email ? toEmailAddress(user.email) : null;
        if (!email) return false;
        const known = await db.user.findUnique({
          where: { email },
          select: { deactivatedAt: true },
        });
        if (known?.deactivatedAt != null) return false;
        // next-auth 4 would give an identity that it does not know to whoever is signed in in this browser, whatever the address.
        if (account?.provider === "oidc") await request.endSession();
        return true;
      },
      redirect: ({ url }) => new URL(toCallbackPath(url, appUrl), appUrl).href,
    },
    events: {
      async signIn({ user }) {
        await db.user.update({ where: { id: user.id }, data: { locale: await request.locale() } });
      },
    },
    logger: {
      error: (code) => log.error("next-auth reported an error", { code }),
      warn: (code) => log.warn("next-auth reported a warning", { code }),
      debug: () => {},
    },
  };
}
