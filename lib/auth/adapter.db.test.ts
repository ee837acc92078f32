import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { adapter } from "@/lib/auth/adapter";
import { authOptions } from "@/lib/auth/config";
import { hashSessionToken } from "@/lib/auth/token";
import { viewerOfToken } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";

const expires = () => new Date(Date.now() + 3_600_000);

async function signedIn() {
  const user = await db.user.create({ data: { email: `${randomUUID()}@demo.test` } });
  const token = randomBytes(32).toString("hex");
  await adapter.createSession?.({ sessionToken: token, userId: user.id, expires: expires() });
  return { userId: user.id, token };
}

test("the database holds no token with which one could sign in", async () => {
  const { token } = await signedIn();
  const rows = await db.session.findMany();
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(rows.map((row) => row.sessionToken)).toContain(hashSessionToken(token));
  expect(await viewerOfToken(hashSessionToken(token))).toBeNull();
});

test("sign-out, deactivation, a new role and the end of a session count at the next request", async () => {
  const { userId, token } = await signedIn();
  expect(await viewerOfToken(token)).toMatchObject({ userId, role: "applicant" });

  await db.user.update({ where: { id: userId }, data: { role: "reviewer" } });
  expect(await viewerOfToken(token)).toMatchObject({ role: "reviewer" });

  await db.user.update({ where: { id: userId }, data: { deactivatedAt: new Date() } });
  expect(await viewerOfToken(token)).toBeNull();
  expect(await adapter.getSessionAndUser?.(token)).toBeNull();

  await db.user.update({ where: { id: userId }, data: { deactivatedAt: null } });
  await db.session.updateMany({ where: { userId }, data: { expires: new Date(Date.now() - 1) } });
  expect(await viewerOfToken(token)).toBeNull();

  await db.session.updateMany({ where: { userId }, data: { expires: expires() } });
  await adapter.deleteSession?.(token);
  expect(await viewerOfToken(token)).toBeNull();
});

test("a link's token works for one of many who use it at once", async () => {
  const identifier = `${randomUUID()}@demo.test`;
  await db.verificationToken.create({ data: { identifier, token: "hash-of-a-link", expires: expires() } });
  const uses = await Promise.all(
    Array.from({ length: 10 }, () => adapter.useVerificationToken?.({ identifier, token: "hash-of-a-link" })),
  );
  expect(uses.filter(Boolean)).toHaveLength(1);
});

test("an address is one person, however it is spelt", async () => {
  const name = randomUUID();
  const user = await adapter.createUser?.({ email: `${name.toUpperCase()}@Demo.TEST`, emailVerified: null });
  expect(user).toMatchObject({ email: `${name}@demo.test` });
  expect(await adapter.getUserByEmail?.(` ${name}@DEMO.test`)).toMatchObject({ id: user?.id });
});

test("a provider's tokens are not kept", async () => {
  const { userId } = await signedIn();
  await adapter.linkAccount?.({
    userId,
    type: "oauth",
    provider: "oidc",
    providerAccountId: randomUUID(),
    access_token: "marked-access-token",
  });
  expect(JSON.stringify(await db.account.findMany())).not.toContain("marked-access-token");
});

test.each([
  ["/verify", "http://localhost:3000/verify"],
  ["http://localhost:3000/verify", "http://localhost:3000/verify"],
  ["https://evil.example/", "http://localhost:3000"],
  ["//evil.example/", "http://localhost:3000"],
  ["/\\evil.example/", "http://localhost:3000"],
  ["http://localhost:3000.evil.example/", "http://localhost:3000"],
  ["javascript:alert(1)", "http://localhost:3000"],
])("after signing in, %s leads to %s", async (url, expected) => {
  const redirected = await authOptions().callbacks?.redirect?.({ url, baseUrl: "http://localhost:3000" });
  expect(redirected).toBe(expected);
});
