import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { afterAll, expect, test } from "vitest";
import { authOptions } from "@/lib/auth/config";
import { db } from "@/lib/db/client";
import { type Claims, startOidcProvider } from "@/testkit/oidc-provider";

/** What the provider says: in its ID token, or where `told` is set to whoever asks with the access token alone. */
let claims: Claims = { sub: "", email: "", email_verified: false };
let told: Claims | null = null;
const provider = await startOidcProvider(
  () => claims,
  () => told,
);

/** next-auth as the app uses it, behind a server of Node's. */
async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const pairs = (request.headers.cookie ?? "").split("; ").map((pair) => pair.split("=", 2));
  const cookies = Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, decodeURIComponent(value)]));
  const query = { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.split("/").slice(3) };
  const body = Object.fromEntries(new URLSearchParams(await text(request)));
  const answers = {
    status: (code: number) => Object.assign(response, { statusCode: code }),
    json: (answer: unknown) => response.end(JSON.stringify(answer)),
    send: (answer: unknown) => response.end(typeof answer === "string" ? answer : JSON.stringify(answer)),
  };
  const options = authOptions({ locale: async () => "en", endSession: async () => {} });
  // Casts, because next-auth reads and writes no more of Next's own than this.
  const asked = Object.assign(request, { cookies, query, body }) as unknown as NextApiRequest;
  await NextAuth(asked, Object.assign(response, answers) as unknown as NextApiResponse, options);
}
const server = createServer(
  (request, response) => void handle(request, response).catch(() => response.destroy()),
).listen(0, "127.0.0.1");
await once(server, "listening");
// A cast, because a server on a port has such an address.
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
Object.assign(process.env, {
  ...{ APP_URL: url, NEXTAUTH_URL: url, OIDC_ISSUER: provider.issuer, OIDC_NAME: "Northwind Staff" },
  ...{ OIDC_CLIENT_ID: provider.clientId, OIDC_CLIENT_SECRET: provider.clientSecret },
});

afterAll(async () => {
  server.close();
  await provider.stop();
});

/** Signs in as a browser does. Returns whose account it then is; null: nobody was signed in. */
async function signIn(): Promise<string | null> {
  const jar = new Map<string, string>();
  const ask = async (address: string, form?: Record<string, string>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const sent = form && { method: "POST", body: new URLSearchParams(form) };
    const answer = await fetch(address, { ...sent, headers: { cookie }, redirect: "manual" });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  const { csrfToken } = await (await ask(`${url}/api/auth/csrf`)).json();
  const begun = await ask(`${url}/api/auth/signin/oidc`, { csrfToken });
  const known = await ask(begun.headers.get("location") ?? "");
  await ask(known.headers.get("location") ?? "");
  if (!jar.get("next-auth.session-token")) return null;
  const account = await db.account.findFirst({
    where: { providerAccountId: claims.sub },
    select: { user: { select: { email: true } } },
  });
  return account?.user.email ?? "no account";
}

const somebody = (emailVerified: unknown): Claims =>
  // A cast, because a provider may write what it likes.
  ({ sub: randomUUID(), email: `${randomUUID()}@demo.test`, email_verified: emailVerified }) as Claims;

test.each([true, "true"])(
  "whose address the provider has verified is signed in, also where it says so in text: %j",
  async (verified) => {
    claims = somebody(verified);
    told = null;
    expect(await signIn()).toBe(claims.email);
  },
);

test.each([false, "false", "", "no", 1, undefined])("nobody else is signed in: %j", async (verified) => {
  claims = somebody(verified);
  told = null;
  expect(await signIn()).toBeNull();
});

test("an address in letters whose lower case is plain is nobody else's: its holder is not signed in as them", async () => {
  const known = `k${randomUUID()}@demo.test`;
  await db.user.create({ data: { email: known } });
  claims = { ...somebody(true), email: known.replace("k", "\u212a") };
  told = null;
  expect(await signIn()).toBeNull();
  expect(await db.account.count({ where: { providerAccountId: claims.sub } })).toBe(0);
});

test("a provider that names no address in its ID token is asked for it", async () => {
  claims = somebody(true);
  told = claims;
  expect(await signIn()).toBe(claims.email);
  told = { ...claims, email_verified: false };
  expect(await signIn()).toBeNull();
});

test("what the provider then tells of anybody else signs nobody in", async () => {
  claims = somebody(true);
  told = somebody(true);
  expect(await signIn()).toBeNull();
  expect(await db.user.count({ where: { email: { in: [claims.email, told.email] } } })).toBe(0);
});
