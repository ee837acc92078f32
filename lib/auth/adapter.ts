import "server-only";
import type { Adapter, AdapterAccount, AdapterSession, AdapterUser } from "next-auth/adapters";
import { toEmailAddress } from "@/lib/auth/email-address";
import { hashSessionToken } from "@/lib/auth/token";
import { db } from "@/lib/db/client";
import type { User } from "@/prisma/generated/client";

const toAdapterUser = (user: User): AdapterUser => ({
  id: user.id,
  email: user.email,
  emailVerified: user.emailVerified,
});

/** Throws for what is no address: the sign-in callback has refused it before. */
function addressOf(email: string): string {
  const address = toEmailAddress(email);
  if (!address) throw new Error("an account needs an e-mail address");
  return address;
}

/**
 * next-auth's storage, stricter than the usual one: session tokens are stored hashed, a deactivated person has no
 * session, an OIDC provider's tokens and its idea of name and picture are not kept.
 */
export const adapter: Adapter = {
  async createUser({ email, emailVerified }: Omit<AdapterUser, "id">) {
    return toAdapterUser(
      await db.user.create({ data: { email: addressOf(email), emailVerified: emailVerified ?? null } }),
    );
  },
  async getUser(id) {
    const user = await db.user.findUnique({ where: { id } });
    return user && toAdapterUser(user);
  },
  async getUserByEmail(email) {
    const user = await db.user.findUnique({ where: { email: addressOf(email) } });
    return user && toAdapterUser(user);
  },
  async getUserByAccount({ provider, providerAccountId }) {
    const account = await db.account.findUnique({
      where: { provider_providerAccountId: { provider, providerAccountId } },
      include: { user: true },
    });
    return account && toAdapterUser(account.user);
  },
  async updateUser({ id, emailVerified }) {
    return toAdapterUser(
      await db.user.update({ where: { id }, data: emailVerified === undefined ? {} : { emailVerified } }),
    );
  },
  async linkAccount({ userId, type, provider, providerAccountId }: AdapterAccount) {
    await db.account.create({ data: { userId, type, provider, providerAccountId } });
  },
  async createSession({ sessionToken, userId, expires }) {
    await db.session.create({ data: { sessionToken: hashSessionToken(sessionToken), userId, expires } });
    return { sessionToken, userId, expires };
  },
  async getSessionAndUser(sessionToken) {
    const row = await db.session.findUnique({
      where: { sessionToken: hashSessionToken(sessionToken) },
      include: { user: true },
    });
    if (!row || row.user.deactivatedAt) return null;
    const session: AdapterSession = { sessionToken, userId: row.userId, expires: row.expires };
    return { session, user: toAdapterUser(row.user) };
  },
  async updateSession({ sessionToken, expires }) {
    if (!expires) return null;
    const { count } = await db.session.updateMany({
      where: { sessionToken: hashSessionToken(sessionToken) },
      data: { expires },
    });
    return count === 0 ? null : { sessionToken, userId: "", expires };
  },
  async deleteSession(sessionToken) {
    await db.session.deleteMany({ where: { sessionToken: hashSessionToken(sessionToken) } });
  },
  async createVerificationToken({ identifier, token, expires }) {
    return db.verificationToken.create({ data: { identifier, token, expires } });
  },
  async useVerificationToken({ identifier, token }) {
    // A link that is used ends the others of that person. Locked in one order, so that of presses at once, on one link or on
    // several, exactly one finds them. They end now and stay a while: where they led is told to whoever opens one again. By the
    // database's clock, when the lock is there: by that of a press, one that waited would find the link valid still. Rounded
    // down, for the column holds milliseconds and would round up.
    const ended = await db.$queryRaw<{ identifier: string; token: string; expires: Date }[]>`
      with links as materialized (
        select token, expires from sign_in_token where identifier = ${identifier} and expires > clock_timestamp()
        order by token for update
      )
      update sign_in_token as ended set expires = date_trunc('milliseconds', clock_timestamp()) from links
      where ended.token = links.token and exists (select from links where token = ${token})
      returning ended.identifier, ended.token, links.expires`;
    return ended.find((link) => link.token === token) ?? null;
  },
};
