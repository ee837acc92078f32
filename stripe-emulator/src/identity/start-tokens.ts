import type { Clock } from "../clock/clock.ts";
import { randomToken } from "../ids.ts";
import type { VerificationSessionRecord } from "../records/verification-session.ts";
import type { Database } from "../store/database.ts";

/** What it takes to hand out and find tokens. */
export type TokenContext = { database: Database; clock: Clock };

const hourMs = 3600 * 1000;
/** Stripe API, VerificationSession.client_secret: 24 h. */
export const clientSecretLifetimeMs = 24 * hourMs;
/** Stripe API, VerificationSession.url: 48 h. */
export const urlLifetimeMs = 48 * hourMs;

type TokenRow = { token: string; verification_session: string; created_at_ms: number; consented: number; used: number };

/** A token that opens the hosted page, and what became of it. */
export type StartToken = {
  token: string;
  verificationSessionId: string;
  ageMs: number;
  consented: boolean;
  used: boolean;
};

/** True while the person may still open the page for this session. */
export function isSubmittable(session: VerificationSessionRecord): boolean {
  return session.status === "requires_input" && session.redaction === null;
}

/** The token in both `client_secret` and `url`: the last one while unused and younger than 24 h, else a new one. */
export function currentToken({ database, clock }: TokenContext, verificationSessionId: string): string {
  const nowMs = Math.round(clock.nowMs());
  const last = database.get<TokenRow>(
    "select * from start_token where verification_session = ? order by created_at_ms desc, rowid desc limit 1",
    verificationSessionId,
  );
  if (last && !last.used && nowMs - last.created_at_ms < clientSecretLifetimeMs) return last.token;

  const token = randomToken(32);
  database.run(
    "insert into start_token (token, verification_session, created_at_ms) values (?, ?, ?)",
    token,
    verificationSessionId,
    nowMs,
  );
  return token;
}

/** The token, or null if there never was such a one. */
export function findToken({ database, clock }: TokenContext, token: string): StartToken | null {
  const row = database.get<TokenRow>("select * from start_token where token = ?", token);
  return (
    (row && {
      token: row.token,
      verificationSessionId: row.verification_session,
      ageMs: clock.nowMs() - row.created_at_ms,
      consented: row.consented === 1,
      used: row.used === 1,
    }) ??
    null
  );
}

/** The person accepted to be verified. */
export function markConsented({ database }: TokenContext, token: string): void {
  database.run("update start_token set consented = 1 where token = ?", token);
}

/** Every link handed out for the session so far stops working. */
export function spendTokens({ database }: TokenContext, verificationSessionId: string): void {
  database.run("update start_token set used = 1 where verification_session = ?", verificationSessionId);
}
