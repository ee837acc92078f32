import { randomBytes, randomUUID } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { afterAll, expect, test } from "vitest";
import { authOptions } from "@/lib/auth/config";
import { sessionCookieAt } from "@/lib/auth/session-cookie";
import { hashLinkToken } from "@/lib/auth/token";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { startOidcProvider } from "@/testkit/oidc-provider";

const appUrl = "https://id.example.com";
const provider = await startOidcProvider(
  () => ({ sub: "", email: "", email_verified: false }),
  () => null,
);
afterAll(() => provider.stop());
Object.assign(process.env, {
  ...{ APP_URL: appUrl, NEXTAUTH_URL: appUrl, OIDC_ISSUER: provider.issuer },
  ...{ OIDC_CLIENT_ID: provider.clientId, OIDC_CLIENT_SECRET: provider.clientSecret },
});

/** What next-auth, as the app uses it over https, has the browser keep for this request. */
async function cookiesOf(asked: Pick<NextApiRequest, "method" | "query" | "cookies" | "body">): Promise<string[]> {
  const headers = new Map<string, unknown>();
  const answer = {
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: unknown) => headers.set(name.toLowerCase(), value),
  };
  const ended = Object.fromEntries(["status", "json", "send", "end", "redirect"].map((name) => [name, () => answer]));
  const options = authOptions({ locale: async () => "en", endSession: async () => {} });
  // Casts, because next-auth reads and writes no more of Next's own than this.
  await NextAuth(
    { headers: {}, ...asked } as unknown as NextApiRequest,
    Object.assign(answer, ended) as unknown as NextApiResponse,
    options,
  );
  return [headers.get("set-cookie") ?? []].flat().map(String);
}

const valueIn = (cookies: readonly string[], name: string) =>
  /=([^;]*)/.exec(cookies.find((each) => each.startsWith(`${name}=`)) ?? "")?.[1] ?? "";

/** A cookie that a browser takes from this very host alone (RFC 6265bis, 4.1.3.2). */
const ofThisHostAlone = (name: string) =>
  new RegExp(`^__Host-next-auth\\.${name}=[^;]+(?=.*; Path=/(;|$))(?=.*; Secure)(?!.*; Domain)`);

test("over https a browser has the session's cookie from this host alone, under the name that is read", async () => {
  const [email, token] = [`${randomUUID()}@demo.test`, randomBytes(32).toString("hex")];
  await db.verificationToken.create({
    data: {
      ...{ identifier: email, token: hashLinkToken(token, env().nextAuthSecret) },
      ...{ callbackPath: "/", expires: new Date(Date.now() + 60_000) },
    },
  });
  const query = { nextauth: ["callback", "email"], token, email, callbackUrl: "/" };
  const cookies = await cookiesOf({ method: "GET", query, cookies: {}, body: {} });
  expect(cookies).toContainEqual(expect.stringMatching(ofThisHostAlone("session-token")));
  expect(valueIn(cookies, sessionCookieAt(appUrl).name)).not.toBe("");
});

test("over https what binds a provider's answer to a browser is from this host alone, too", async () => {
  const name = "__Host-next-auth.csrf-token";
  const csrf = valueIn(await cookiesOf({ method: "GET", query: { nextauth: ["csrf"] }, cookies: {}, body: {} }), name);
  const begun = await cookiesOf({
    method: "POST",
    query: { nextauth: ["signin", "oidc"] },
    cookies: { [name]: decodeURIComponent(csrf) },
    body: { csrfToken: decodeURIComponent(csrf).split("|")[0] },
  });
  for (const what of ["state", "nonce", "pkce.code_verifier"]) {
    expect(begun).toContainEqual(expect.stringMatching(ofThisHostAlone(what)));
  }
});
