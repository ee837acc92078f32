import { type Outcome, stageOf } from "../src/identity/failure-codes.ts";

const hour = 3600;
const lifetimes = { modal: 24 * hour, url: 48 * hour };

type Status = "requires_input" | "processing" | "verified" | "canceled";
type EventName = "created" | "processing" | "verified" | "requires_input" | "canceled" | "redacted";
type Verdict = "done" | "no effect" | "refused";
/** What a snapshot of the session must show at that moment. */
type ExpectedEvent = { name: EventName; at: number; status: Status; code: string | null; reports: number };

/**
 * Sections 5 and 8 of the reference as a machine small enough to be believed: what a VerificationSession may do and must
 * show. Times are seconds since the run began. Every call answers what the emulator must answer.
 */
export class SessionModel {
  readonly id: string;
  readonly createdAt: number;
  readonly redactionSeconds: number;
  type: "document" | "id_number";
  status: Status = "requires_input";
  /** The code in `last_error`; "none given" after an override; null if there is no error. */
  lastError: string | null = null;
  metadata: Record<string, string>;
  redaction: "processing" | "redacted" | null = null;
  /** How each submitted attempt ended, oldest first. */
  readonly attempts: { outcome: Outcome; at: number }[] = [];
  readonly events: ExpectedEvent[] = [];
  /** Every token handed out, oldest first. */
  readonly tokens: { value: string; issuedAt: number; used: boolean }[] = [];
  #pending: { outcome: Outcome; dueAt: number } | null = null;
  #redactedAt = 0;

  constructor(given: {
    id: string;
    type: "document" | "id_number";
    metadata: Record<string, string>;
    now: number;
    redactionSeconds: number;
  }) {
    this.id = given.id;
    this.type = given.type;
    this.metadata = given.metadata;
    this.createdAt = given.now;
    this.redactionSeconds = given.redactionSeconds;
    this.#emit("created", given.now);
  }

  /** True while somebody may submit, and the API hands out secrets. */
  get open(): boolean {
    return this.status === "requires_input" && this.redaction === null;
  }

  update(metadata: Record<string, string>, type: "document" | "id_number" | undefined): Verdict {
    if (!this.open) return "refused";
    this.metadata = { ...this.metadata, ...metadata };
    this.type = type ?? this.type;
    return "done";
  }

  submit(outcome: Outcome, delaySeconds: number, now: number): Verdict {
    if (!this.open) return "refused";
    this.#spendTokens();
    if (stageOf(outcome) === "before_submission") {
      this.lastError = outcome;
      this.#emit("requires_input", now);
      return "done";
    }
    this.status = "processing";
    this.lastError = null;
    this.#emit("processing", now);
    if (delaySeconds > 0) this.#pending = { outcome, dueAt: now + delaySeconds };
    else this.#finish(outcome, now);
    return "done";
  }

  cancel(now: number): Verdict {
    if (this.redaction) return "refused";
    if (this.status === "canceled") return "no effect";
    if (this.status !== "requires_input") return "refused";
    this.#close(now);
    return "done";
  }

  redact(now: number): Verdict {
    if (this.status === "processing") return "refused";
    if (this.redaction) return "no effect";
    this.metadata = {};
    this.redaction = "processing";
    this.#redactedAt = now + this.redactionSeconds;
    if (this.status === "requires_input") this.#close(now);
    return "done";
  }

  override(status: "verified" | "requires_input", now: number): Verdict {
    const from = status === "verified" ? "requires_input" : "verified";
    if (this.redaction || this.status !== from || this.attempts.length === 0) return "refused";
    this.status = status;
    this.lastError = status === "verified" ? null : "none given";
    this.#spendTokens();
    this.#emit(status, now);
    return "done";
  }

  /** What has come due by `now`. */
  advanceTo(now: number): void {
    if (this.#pending && this.#pending.dueAt <= now) this.#finish(this.#pending.outcome, this.#pending.dueAt);
    if (this.redaction === "processing" && this.#redactedAt <= now) {
      this.redaction = "redacted";
      this.#emit("redacted", this.#redactedAt);
    }
  }

  /** Takes note of the token a retrieve showed; says what is wrong with it, null if nothing is. */
  sawToken(value: string | null, now: number): string | null {
    if (!this.open) return value === null ? null : "a token while the session is not open";
    if (value === null) return "no token while the session is open";
    const last = this.tokens.at(-1);
    const stillGood = last && !last.used && now - last.issuedAt < lifetimes.modal;
    if (stillGood) return value === last.value ? null : "another token though the last one is unused and fresh";
    if (this.tokens.some((token) => token.value === value)) return "a token that was used or is too old";
    this.tokens.push({ value, issuedAt: now, used: false });
    return null;
  }

  /** Whether the token opens this door now. */
  opens(token: { issuedAt: number; used: boolean }, door: "modal" | "url", now: number): boolean {
    return this.open && !token.used && now - token.issuedAt < lifetimes[door];
  }

  #finish(outcome: Outcome, at: number): void {
    this.#pending = null;
    this.attempts.push({ outcome, at });
    this.status = outcome === "verified" ? "verified" : "requires_input";
    this.lastError = outcome === "verified" ? null : outcome;
    this.#emit(this.status, at);
  }

  #close(now: number): void {
    this.status = "canceled";
    this.lastError = null;
    this.#spendTokens();
    this.#emit("canceled", now);
  }

  #spendTokens(): void {
    for (const token of this.tokens) token.used = true;
  }

  #emit(name: EventName, at: number): void {
    const code = this.lastError === "none given" ? null : this.lastError;
    this.events.push({ name, at, status: this.status, code, reports: this.attempts.length });
  }
}
