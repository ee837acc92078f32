import type { Database } from "../store/database.ts";
import { readSetting, writeSetting } from "../store/settings.ts";

/** The emulator's clock: real time plus an offset that is kept. Webhook signatures do not use it. */
export class Clock {
  readonly #database: Database;
  #offsetMs: number;
  #pinnedMs: number | null = null;

  constructor(database: Database) {
    this.#database = database;
    this.#offsetMs = Number(readSetting(database, "clock_offset_ms") ?? 0);
  }

  /** Milliseconds since the epoch. */
  nowMs(): number {
    return this.#pinnedMs ?? Date.now() + this.#offsetMs;
  }

  /** Unix seconds, as Stripe's objects carry them. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  offsetMs(): number {
    return this.#offsetMs;
  }

  /** Moves the clock by changing its distance from real time. */
  setOffsetMs(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    writeSetting(this.#database, "clock_offset_ms", String(offsetMs));
  }

  /** Runs `work` as of a moment, so that what was due in the past carries its own time. */
  at<Result>(momentMs: number, work: () => Result): Result {
    this.#pinnedMs = momentMs;
    try {
      return work();
    } finally {
      this.#pinnedMs = null;
    }
  }
}
