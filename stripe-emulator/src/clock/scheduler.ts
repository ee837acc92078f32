import type { Database } from "../store/database.ts";
import type { Clock } from "./clock.ts";

export type TaskKind = "finish_verification" | "finish_redaction" | "review_account";
type Task = { id: number; due_at_ms: number; kind: TaskKind; subject: string };

/** setTimeout cannot wait longer than this. */
const longestTimerMs = 2 ** 31 - 1;

/** Work that is due at a moment of the emulator's clock. Kept in the database, so it outlives the process. */
export class Scheduler {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #run: (kind: TaskKind, subject: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** `run` does one task synchronously; task and effects are one transaction. */
  constructor(database: Database, clock: Clock, run: (kind: TaskKind, subject: string) => void) {
    this.#database = database;
    this.#clock = clock;
    this.#run = run;
  }

  /** Adds a task; `subject` is the id it is about. */
  add(kind: TaskKind, subject: string, delaySeconds: number): void {
    const dueAtMs = Math.round(this.#clock.nowMs() + delaySeconds * 1000);
    this.#database.run("insert into task (due_at_ms, kind, subject) values (?, ?, ?)", dueAtMs, kind, subject);
    // After the transaction that adds it.
    setImmediate(() => this.arm());
  }

  /** Does what is due by now, each task as of the moment it was due, oldest first; then waits for the next. */
  runDue(): void {
    for (let task = this.#next(); task && task.due_at_ms <= this.#clock.nowMs(); task = this.#next()) {
      const { id, due_at_ms, kind, subject } = task;
      this.#clock.at(due_at_ms, () =>
        this.#database.transaction(() => {
          this.#database.run("delete from task where id = ?", id);
          this.#run(kind, subject);
        }),
      );
    }
    this.arm();
  }

  /** Sets the timer for the next task. */
  arm(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;

    const next = this.#next();
    if (!next) return;
    const waitMs = Math.max(0, next.due_at_ms - this.#clock.nowMs());
    this.#timer = setTimeout(() => this.runDue(), Math.min(waitMs, longestTimerMs));
  }

  /** Nothing runs after this. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #next(): Task | undefined {
    return this.#database.get<Task>("select id, due_at_ms, kind, subject from task order by due_at_ms, id limit 1");
  }
}
