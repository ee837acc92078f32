import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What the provider says about whoever comes. */
export type Claims = { sub: string; email: string; email_verified: boolean | string };

const accessToken = "not-kept";

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A small OpenID provider for tests, which signs everybody in as `claims()`; checks client, PKCE and that a code works once. `told`:
 * what it tells whoever asks for it with the access token; then the ID token has no more than `sub`. Null: nothing, and all is in the
 * ID token.
 */
export async function startOidcProvider(
  claims: () => Claims,
  told: () => Claims | null = () => null,
): Promise<{
  issuer: string;
  clientId: string;
  clientSecret: string;
  stop: () => Promise<void>;
}> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [clientId, clientSecret] = ["onboarding", randomBytes(16).toString("hex")];
  const codes = new Map<string, { nonce: string; challenge: string }>();

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", issuer);
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

    if (url.pathname === "/.well-known/openid-configuration") {
      return json(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        ...(told() && { userinfo_endpoint: `${issuer}/userinfo` }),
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    }
    if (url.pathname === "/keys") {
      return json(200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] });
    }
    if (url.pathname === "/userinfo") {
      return request.headers.authorization === `Bearer ${accessToken}` ? json(200, told() ?? {}) : json(401, {});
    }
    if (url.pathname === "/authorize") {
      const asked = (name: string) => url.searchParams.get(name) ?? "";
      const code = randomBytes(16).toString("hex");
      codes.set(code, { nonce: asked("nonce"), challenge: asked("code_challenge") });
      const back = new URL(asked("redirect_uri"));
      back.searchParams.set("code", code);
      back.searchParams.set("state", asked("state"));
      return response.writeHead(302, { location: back.href }).end();
    }

    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const code = form.get("code") ?? "";
    const given = codes.get(code);
    codes.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
    if (!given || given.challenge !== challenge || request.headers.authorization !== basic) {
      return json(400, { error: "invalid_grant" });
    }
    const now = Math.floor(Date.now() / 1000);
    const said = told() ? { sub: claims().sub } : claims();
    const content = { iss: issuer, aud: clientId, iat: now, exp: now + 60, nonce: given.nonce, ...said };
    const signed = `${base64url({ alg: "RS256", kid: "1" })}.${base64url(content)}`;
    const signature = sign("sha256", Buffer.from(signed), privateKey).toString("base64url");
    return json(200, { access_token: accessToken, token_type: "Bearer", id_token: `${signed}.${signature}` });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A cast, because a server on a port has such an address.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    clientId,
    clientSecret,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
