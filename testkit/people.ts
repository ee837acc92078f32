import { randomBytes } from "node:crypto";
import type pg from "pg";
import { hashSessionToken } from "../lib/auth/token.ts";

/** The roles of the product. */
export const roles = ["applicant", "support", "reviewer", "senior", "auditor", "developer", "admin"] as const;

/** One of the roles. */
export type Role = (typeof roles)[number];

/** Somebody invented, signed in. `token` is what the cookie holds. */
export type Person = { userId: string; email: string; token: string };

/** The name of the cookie that signs in where the app is served over plain HTTP. */
export const sessionCookie = "next-auth.session-token";

/** The header by which a request is that of the person whose token it is; nothing for nobody. */
export const cookieOf = (token: string | null | undefined): { cookie?: string } =>
  token ? { cookie: `${sessionCookie}=${token}` } : {};

type Sql = Pick<pg.Pool, "query">;

/** So many new people of one role, signed in by rows, as the mailed link would. `makeToken` gives 64 hexadecimal digits. */
export async function signInPeople(
  sql: Sql,
  count: number,
  role: Role = "applicant",
  makeToken = randomToken,
): Promise<Person[]> {
  const tokens = Array.from({ length: count }, makeToken);
  const emails = tokens.map((token) => `${role}.${hashSessionToken(token).slice(0, 16)}@demo.test`);
  const { rows } = await sql.query<{ id: string; email: string }>(
    `insert into "user" (id, email, role) select gen_random_uuid(), email, $2::role from unnest($1::text[]) email
     returning id, email`,
    [emails, role],
  );
  const ids = new Map(rows.map(({ id, email }) => [email, id]));
  const people = emails.map((email, index) => ({ userId: ids.get(email) ?? "", email, token: tokens[index] ?? "" }));
  await insertSessions(sql, people);
  return people;
}

/** One new person, as `signInPeople` makes them. */
export async function signInPerson(sql: Sql, role?: Role): Promise<Person> {
  const [person] = await signInPeople(sql, 1, role);
  if (!person) throw new Error("nobody was signed in");
  return person;
}

/** Signs in a user who is there already, by a row; returns the token. */
export async function signInUser(sql: Sql, userId: string): Promise<string> {
  const token = randomToken();
  await insertSessions(sql, [{ userId, token }]);
  return token;
}

async function insertSessions(sql: Sql, people: readonly { userId: string; token: string }[]): Promise<void> {
  await sql.query(
    `insert into auth_session (id, session_token_hash, user_id, expires)
     select gen_random_uuid(), hash, user_id, now() + interval '1 day' from unnest($1::text[], $2::uuid[]) as t (hash, user_id)`,
    [people.map(({ token }) => hashSessionToken(token)), people.map(({ userId }) => userId)],
  );
}

const randomToken = () => randomBytes(32).toString("hex");
