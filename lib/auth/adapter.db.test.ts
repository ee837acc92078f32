import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { adapter } from "@/lib/auth/adapter";
import { authOptions } from "@/lib/auth/config";
import { hashSessionToken } from "@/lib/auth/token";
import { viewerOfToken } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { setClock } from "@/lib/time";

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
});

test("a session past its time, or signed out, counts no more", async () => {
  const { userId, token } = await signedIn();
  await db.session.updateMany({ where: { userId }, data: { expires: new Date(Date.now() - 1) } });
  expect(await viewerOfToken(token)).toBeNull();

  await db.session.updateMany({ where: { userId }, data: { expires: expires() } });
  expect(await viewerOfToken(token)).toMatchObject({ userId });
  await adapter.deleteSession?.(token);
  expect(await viewerOfToken(token)).toBeNull();
});

const { useVerificationToken: press } = adapter;
const pressLink = async (link: { identifier: string; token: string }) => press?.(link);

const mailLink = (identifier: string) => {
  const token = randomUUID();
  return db.verificationToken.create({ data: { identifier, token, expires: expires() } });
};

test("closing an account ends its sign-ins and links for good; opening it again brings none back", async () => {
  const { userId, token } = await signedIn();
  const { userId: other, token: othersToken } = await signedIn();
  const { email } = await db.user.findUniqueOrThrow({ where: { id: userId } });
  const links = [await mailLink(email), await mailLink(email)];

  await db.user.update({ where: { id: userId }, data: { deactivatedAt: new Date() } });
  expect(await db.session.count({ where: { userId } })).toBe(0);
  expect(await db.verificationToken.count({ where: { identifier: email } })).toBe(0);

  const whileClosed = await mailLink(email);
  await db.user.update({ where: { id: userId }, data: { deactivatedAt: null } });
  expect(await viewerOfToken(token)).toBeNull();
  for (const link of [...links, whileClosed]) expect(await pressLink(link)).toBeNull();
  expect(await viewerOfToken(othersToken)).toMatchObject({ userId: other });
});

test("a sign-in that comes while the account is being closed is refused", async () => {
  const { userId } = await signedIn();
  const closed = db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { deactivatedAt: new Date() } });
    // Heard at once: it is refused while the transaction is still ending.
    const signingIn = Promise.resolve(
      adapter.createSession?.({ sessionToken: randomUUID(), userId, expires: expires() }),
    ).then(
      () => "signed in",
      () => "refused",
    );
    // It waits for the closing: only then is it certain that the closing comes first.
    await expect
      .poll(async () => {
        const [row] = await tx.$queryRaw<{ waiting: bigint }[]>`
          select count(*) as waiting from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`;
        return Number(row?.waiting ?? 0);
      })
      .toBeGreaterThan(0);
    return { signingIn };
  });
  const { signingIn } = await closed;
  expect(await signingIn).toBe("refused");
  await db.user.update({ where: { id: userId }, data: { deactivatedAt: null } });
  expect(await db.session.count({ where: { userId } })).toBe(0);
});

test("a link that is used ends the person's other links, and nobody else's", async () => {
  const [mine, others] = [`${randomUUID()}@demo.test`, `${randomUUID()}@demo.test`];
  const [first, second, anothers] = [await mailLink(mine), await mailLink(mine), await mailLink(others)];
  expect(await pressLink({ identifier: mine, token: anothers.token })).toBeNull();
  const uses = await Promise.all([first, second, first].map(pressLink));
  expect(uses.filter(Boolean)).toHaveLength(1);
  expect(await db.verificationToken.count({ where: { identifier: mine, expires: { gt: new Date() } } })).toBe(0);
  for (const link of [first, second]) expect(await pressLink(link)).toBeNull();
  expect(await pressLink(anothers)).toMatchObject({ identifier: others });
});

test("a link's token works for one of many who use it at once", async () => {
  // Often, because what goes wrong here goes wrong within one millisecond.
  for (let round = 0; round < 40; round++) {
    const link = { identifier: `${randomUUID()}@demo.test`, token: randomUUID() };
    await db.verificationToken.create({ data: { ...link, expires: expires() } });
    const uses = await Promise.all(Array.from({ length: 10 }, () => pressLink(link)));
    expect(uses.filter(Boolean)).toHaveLength(1);
  }
});

test("a link that was used is used for a press, too, whose moment was a little before", async () => {
  const link = await mailLink(`${randomUUID()}@demo.test`);
  expect(await pressLink(link)).not.toBeNull();
  setClock(new Date(Date.now() - 5_000));
  const late = await pressLink(link);
  setClock(new Date());
  expect(late).toBeNull();
});

test("an address is one person, however it is spelt", async () => {
  const name = randomUUID();
  const user = await adapter.createUser?.({ email: `${name.toUpperCase()}@Demo.TEST`, emailVerified: null });
  expect(user).toMatchObject({ email: `${name}@demo.test` });
  expect(await adapter.getUserByEmail?.(` ${name}@DEMO.test`)).toMatchObject({ id: user?.id });

  const russian = await adapter.createUser?.({ email: `${name}@россия.рф`, emailVerified: null });
  expect(russian).toMatchObject({ email: `${name}@xn--h1alffa9f.xn--p1ai` });
  expect(await adapter.getUserByEmail?.(`${name}@xn--h1alffa9f.xn--p1ai`)).toMatchObject({ id: russian?.id });
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

const request = (locale = "en") => ({ locale: async () => locale, endSession: async () => {} });

test("the language of the page where a person signs in is kept, each time anew", async () => {
  const user = await db.user.create({ data: { email: `${randomUUID()}@demo.test` } });
  const localeOf = async () => (await db.user.findUniqueOrThrow({ where: { id: user.id } })).locale;
  expect(await localeOf()).toBeNull();
  for (const locale of ["pt-BR", "en"]) {
    await authOptions(request(locale)).events?.signIn?.({ user, account: null });
    expect(await localeOf()).toBe(locale);
  }
});

test.each([
  ["/verify", "http://localhost:3000/verify"],
  ["http://localhost:3000/verify", "http://localhost:3000/verify"],
  ["https://evil.example/", "http://localhost:3000/"],
  ["//evil.example/", "http://localhost:3000/"],
  ["/.//evil.example/", "http://localhost:3000/"],
  ["/\\evil.example/", "http://localhost:3000/"],
  ["http://localhost:3000.evil.example/", "http://localhost:3000/"],
  ["javascript:alert(1)", "http://localhost:3000/"],
])("after signing in, %s leads to %s", async (url, expected) => {
  const redirected = await authOptions(request()).callbacks?.redirect?.({ url, baseUrl: "http://localhost:3000" });
  expect(redirected).toBe(expected);
});
