import { hash } from "node:crypto";
import type { Clock } from "../clock/clock.ts";
import type { Database } from "../store/database.ts";
import { ApiError } from "./errors.ts";
import { type FormHash, type FormValue, Upload } from "./form.ts";

const keptMs = 24 * 3600 * 1000;

/** A request with a key: the account it acts for, and what must be equal for it to be the same request. */
type Claim = { account: string; key: string; fingerprint: string };

/** An answer as it was given the first time. */
type StoredAnswer = { status: number; body: string };

/**
 * Stripe API, idempotent requests: the first answer to a key is kept 24 h (emulator's clock) and given again. A key
 * belongs to the account the request acts for; there is only test mode.
 */
export class Idempotency {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #inFlight = new Set<string>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * The stored answer if this very request was answered before; else null, and the key is taken until `release`.
   * Throws 400 if the key was used for another request, 409 if the first one is still running.
   */
  take({ account, key, fingerprint }: Claim): StoredAnswer | null {
    if (key.length > 255) {
      throw new ApiError("Idempotency keys can be at most 255 characters long.", { beforeExecution: true });
    }
    const stored = this.#database.get<StoredAnswer & { fingerprint: string; created_at_ms: number }>(
      "select fingerprint, status, body, created_at_ms from idempotent_request where account = ? and key = ?",
      account,
      key,
    );
    if (stored && stored.created_at_ms > this.#clock.nowMs() - keptMs) {
      if (stored.fingerprint === fingerprint) return { status: stored.status, body: stored.body };
      throw new ApiError(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        { type: "idempotency_error", beforeExecution: true },
      );
    }
    if (this.#inFlight.has(scoped(account, key))) {
      throw new ApiError(
        `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
        { status: 409, code: "idempotency_key_in_use", beforeExecution: true },
      );
    }
    this.#inFlight.add(scoped(account, key));
    return null;
  }

  /** Keeps the answer; in the transaction of the effects. */
  store({ account, key, fingerprint }: Claim, answer: StoredAnswer): void {
    const nowMs = this.#clock.nowMs();
    this.#database.run("delete from idempotent_request where created_at_ms <= ?", nowMs - keptMs);
    this.#database.run(
      "insert or replace into idempotent_request (account, key, fingerprint, status, body, created_at_ms) values (?, ?, ?, ?, ?, ?)",
      account,
      key,
      fingerprint,
      answer.status,
      answer.body,
      Math.round(nowMs),
    );
  }

  /** Frees a key that `take` took. */
  release({ account, key }: Claim): void {
    this.#inFlight.delete(scoped(account, key));
  }
}

/** What must be equal for a key to be used again: endpoint and parameters, whatever the order of their names. */
export function requestFingerprint(method: string, path: string, parameters: FormHash): string {
  return sha256(JSON.stringify([method, path, ordered(parameters)]));
}

function ordered(value: FormValue): unknown {
  if (typeof value === "string") return value;
  if (value instanceof Upload) return { file: [value.filename, sha256(value.bytes)] };
  if (Array.isArray(value)) return value.map(ordered);
  return Object.keys(value)
    .sort()
    .map((name) => [name, ordered(value[name] ?? "")]);
}

const sha256 = (content: string | Buffer) => hash("sha256", content, "base64");

const scoped = (account: string, key: string) => `${account} ${key}`;
