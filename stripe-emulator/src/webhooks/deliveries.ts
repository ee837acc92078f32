import { setTimeout as timer } from "node:timers/promises";
import type { Clock } from "../clock/clock.ts";
import type { FaultKind, Faults, Hit } from "../faults/faults.ts";
import { platformAccount } from "../http/keys.ts";
import { randomToken } from "../ids.ts";
import type { EventRecord } from "../records/event.ts";
import type { Database } from "../store/database.ts";
import type { Objects } from "../store/objects.ts";
import { type Answer, type Destination, type Listening, listenerIdPrefix, type Reported } from "./destination.ts";
import { activeSecrets, isSubscribed } from "./endpoint-state.ts";
import { Poster } from "./post.ts";
import { signatureHeader } from "./signature.ts";

const atOnce = 16;
/** setTimeout cannot wait longer than this. */
const longestTimerMs = 2 ** 31 - 1;

/** What deliveries are made of. */
type DeliveryContext = {
  database: Database;
  objects: Objects;
  clock: Clock;
  faults: Faults;
  listeners: Listening;
  options: {
    /** Seconds of the emulator's clock before each retry; as many retries as entries. */
    webhookRetrySeconds: readonly number[];
    /** How long a receiver may take to answer. Real seconds. */
    webhookTimeoutSeconds: number;
  };
};
type DeliveryRow = { id: number; event: string; endpoint: string; attempts: number; next_attempt_at_ms: number };
type AttemptRow = {
  id: number;
  event: string;
  endpoint: string;
  url: string;
  number: number;
  cause: AttemptCause;
  fault: FaultKind | null;
  sent_at_ms: number;
  duration_ms: number;
  signature: string | null;
  status: number | null;
  error: string | null;
  answer: string | null;
};
type AttemptCause = "first" | "retry" | "resend" | "duplicate" | "storm";
type Attempt = { number: number; cause: AttemptCause; fault: Hit | null };

/** One webhook attempt as `/_control/deliveries` reports it. Times are ISO 8601, real time. */
type LoggedAttempt = {
  id: number;
  eventId: string;
  type: string | null;
  objectId: string | null;
  endpointId: string;
  url: string;
  attempt: number;
  cause: AttemptCause;
  fault: FaultKind | null;
  sentAt: string;
  durationMs: number;
  signature: string | null;
  status: number | null;
  delivered: boolean;
  error: string | null;
  answer: string | null;
};

/**
 * Sends events to endpoints and to the Stripe CLI: at least once, any 2xx counts, everything else is tried again after
 * growing delays of the emulator's clock. Deliveries and attempts are kept, so what is owed is still sent after a restart.
 */
export class Deliveries {
  readonly #context: DeliveryContext;
  readonly #poster: Poster;
  readonly #running = new Set<{ deliveryId: number; done: Promise<void> }>();
  readonly #stopping = new AbortController();
  #settling = 0;
  #woken = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: DeliveryContext) {
    this.#context = context;
    this.#poster = new Poster(context.options.webhookTimeoutSeconds);
  }

  /** Takes up what an earlier run left unsent. */
  resume(): void {
    const { database } = this.#context;
    database.run("delete from delivery where state <> 'delivered' and endpoint like ?", `${listenerIdPrefix}%`);
    database.run("update delivery set state = 'pending' where state = 'sending'");
    this.wake();
  }

  /** Owes an event to everybody who is subscribed to it, from the end of the current transaction on. */
  add(event: EventRecord): void {
    for (const id of this.#subscribers(event)) {
      this.#context.database.run(
        "insert into delivery (event, endpoint, state, next_attempt_at_ms) values (?, ?, 'pending', ?)",
        event.id,
        id,
        Math.round(this.#context.clock.nowMs()),
      );
    }
    this.wake();
  }

  /** How many of those who should have the event have not yet received it. */
  undelivered(eventId: string): number {
    const sql = "select count(*) as count from delivery where event = ? and state <> 'delivered'";
    return this.#context.database.get<{ count: number }>(sql, eventId)?.count ?? 0;
  }

  /** Cancels what is still owed to an endpoint, when it is disabled or deleted. */
  cancel(endpointId: string): void {
    this.#context.database.run(
      "update delivery set state = 'failed' where endpoint = ? and state in ('pending', 'sending')",
      endpointId,
    );
  }

  /** Owes nothing more to a listener that went away, as if it had never been there. */
  forget(listenerId: string): void {
    this.#context.database.run("delete from delivery where endpoint = ? and state <> 'delivered'", listenerId);
  }

  /** Every attempt so far, in the order in which they ended; of one event if given. */
  log(eventId: string | null = null): LoggedAttempt[] {
    const rows = this.#context.database.all<AttemptRow & { type: string | null; object: string | null }>(
      `select attempt.*, event.document ->> '$.type' as type, event.document ->> '$.data.object.id' as object
       from attempt left join event on event.id = attempt.event
       where ? is null or attempt.event = ? order by attempt.id`,
      eventId,
      eventId,
    );
    return rows.map((row) => ({
      id: row.id,
      eventId: row.event,
      type: row.type,
      objectId: row.object,
      endpointId: row.endpoint,
      url: row.url,
      attempt: row.number,
      cause: row.cause,
      fault: row.fault,
      sentAt: new Date(row.sent_at_ms).toISOString(),
      durationMs: row.duration_ms,
      signature: row.signature,
      status: row.status,
      delivered: row.error === null && (row.status === null || isSuccess(row.status)),
      error: row.error,
      answer: row.answer,
    }));
  }

  /**
   * Sends an event once more, now, to those of its subscribers that `chosen` picks, and waits for the answers. Faults do
   * not touch it.
   */
  async resend(event: EventRecord, chosen: (destinationId: string) => boolean = () => true): Promise<void> {
    const again = async (id: string) => {
      const destination = this.#destination(id);
      if (!destination) return;
      const number = this.#attemptCount(event.id, id) + 1;
      const delivered = await this.#attempt(event, destination, { number, cause: "resend", fault: null });
      // Retries go on even after a successful resend; only an exhausted delivery counts as delivered now.
      if (delivered) {
        this.#context.database.run(
          "update delivery set state = 'delivered' where event = ? and endpoint = ? and state = 'failed'",
          event.id,
          id,
        );
      }
    };
    await Promise.all(this.#subscribers(event).filter(chosen).map(again));
  }

  /** Sends what is due, once the current synchronous work (and so its transaction) is over. */
  wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    setImmediate(() => {
      this.#woken = false;
      this.#startDue();
    });
  }

  /**
   * Resolves once nothing that is owed by now is being sent or due by the emulator's clock, retries that became due in a
   * leap included, each as of its own time. What a fault holds back is not waited for.
   */
  async settle(): Promise<void> {
    const newest = this.#context.database.get<{ id: number | null }>("select max(id) as id from delivery")?.id ?? 0;
    this.#settling += 1;
    try {
      while (this.#isAnyDue(newest) || [...this.#running].some(({ deliveryId }) => deliveryId <= newest)) {
        this.#startDue();
        // None may be on its way, where faults hold back all that were started: then those behind them are next.
        if (this.#running.size > 0) await Promise.race([...this.#running].map(({ done }) => done));
      }
    } finally {
      this.#settling -= 1;
    }
  }

  /** Breaks off what is being sent; it stays owed. */
  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#poster.stop();
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #startDue(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;

    const { database, clock } = this.#context;
    const nowMs = clock.nowMs();
    const due = database.all<DeliveryRow>(
      `select id, event, endpoint, attempts, next_attempt_at_ms from delivery
       where state = 'pending' and next_attempt_at_ms <= ? order by next_attempt_at_ms, id limit ?`,
      nowMs,
      Math.max(0, atOnce - this.#running.size),
    );
    for (const delivery of due) this.#start(delivery);
    const next = database.get<{ at: number | null }>(
      "select min(next_attempt_at_ms) as at from delivery where state = 'pending' and next_attempt_at_ms > ?",
      nowMs,
    );
    if (next?.at != null) this.#timer = setTimeout(() => this.wake(), Math.min(next.at - nowMs, longestTimerMs));
  }

  #isAnyDue(newest: number): boolean {
    if (this.#stopped) return false;
    const sql = "select 1 from delivery where state = 'pending' and next_attempt_at_ms <= ? and id <= ? limit 1";
    return this.#context.database.get(sql, this.#context.clock.nowMs(), newest) !== undefined;
  }

  #start(delivery: DeliveryRow): void {
    const { database, objects, faults } = this.#context;
    const event = objects.find("event", delivery.event)?.record;
    // Every delivery is made with its event, and none is ever deleted.
    if (!event) throw new Error(`There is no event ${delivery.event}.`);

    database.run("update delivery set state = 'sending' where id = ?", delivery.id);
    const fault = delivery.attempts === 0 ? faults.forWebhook(event.type) : null;
    const run = () => {
      const done = this.#deliver(delivery, event, fault).finally(() => {
        this.#running.delete(running);
        this.wake();
      });
      const running = { deliveryId: delivery.id, done };
      this.#running.add(running);
    };
    if (fault?.kind === "delay" || fault?.kind === "reorder") void this.#pause(fault.pauseMs).then(run);
    else run();
  }

  async #deliver(delivery: DeliveryRow, event: EventRecord, fault: Hit | null): Promise<void> {
    if (this.#stopped || !this.#isOwed(delivery)) return;
    const destination = this.#destination(delivery.endpoint);
    if (!destination) return this.#settle(delivery, "failed");

    const number = delivery.attempts + 1;
    const cause = number === 1 ? "first" : "retry";
    if (fault?.kind === "drop") {
      const attempt = { number, cause, fault, startedMs: Date.now(), signature: null } as const;
      this.#record(event, destination, attempt, { error: "dropped" });
      return this.#settle(delivery, "failed");
    }
    const copies = fault?.kind === "duplicate" ? fault.times - 1 : 0;
    const successes = await Promise.all([
      this.#attempt(event, destination, { number, cause, fault }, delivery),
      ...Array.from({ length: copies }, () =>
        this.#attempt(event, destination, { number, cause: "duplicate", fault }, delivery),
      ),
    ]);
    if (this.#stopped) return;
    if (successes.includes(true)) this.#settle(delivery, "delivered");
    else this.#failed(delivery, number);
    if (fault?.kind === "storm") void this.#storm(destination, fault);
  }

  /** False once it was canceled, forgotten, or the whole state emptied; ids of rows are used again. */
  #isOwed({ id, event }: DeliveryRow): boolean {
    const sql = "select 1 from delivery where id = ? and event = ? and state = 'sending'";
    return this.#context.database.get(sql, id, event) !== undefined;
  }

  #settle({ id, event }: DeliveryRow, state: "delivered" | "failed"): void {
    this.#context.database.run("update delivery set state = ? where id = ? and event = ?", state, id, event);
  }

  /** After attempt `number` failed: due again later, or exhausted. Nothing more is owed to an endpoint that is gone. */
  #failed(delivery: DeliveryRow, number: number): void {
    const { database, options, clock } = this.#context;
    const retrySeconds = options.webhookRetrySeconds[number - 1];
    if (retrySeconds === undefined || !this.#destination(delivery.endpoint)) {
      this.#settle(delivery, "failed");
      return;
    }
    const failedAtMs = this.#settling > 0 ? delivery.next_attempt_at_ms : clock.nowMs();
    database.run(
      "update delivery set state = 'pending', attempts = ?, next_attempt_at_ms = ? where id = ? and event = ?",
      number,
      Math.round(failedAtMs + retrySeconds * 1000),
      delivery.id,
      delivery.event,
    );
  }

  #attemptCount(eventId: string, endpointId: string): number {
    const sql = "select count(*) as count from attempt where event = ? and endpoint = ?";
    return this.#context.database.get<{ count: number }>(sql, eventId, endpointId)?.count ?? 0;
  }

  /** Sends once and resolves to whether it counts as delivered. `delivery` is due again if bad news comes later. */
  async #attempt(
    event: EventRecord,
    destination: Destination,
    attempt: Attempt,
    delivery: DeliveryRow | null = null,
  ): Promise<boolean> {
    const { fault } = attempt;
    const startedMs = Date.now();
    const wire = {
      ...event,
      api_version: destination.apiVersion ?? event.api_version,
      pending_webhooks: this.undelivered(event.id),
    };
    // Pretty-printed, so that a receiver that parses and serialises again breaks the signature here as it may there.
    const whole = JSON.stringify(wire, null, 2);
    const secrets = fault?.kind === "wrong_signature" ? [`whsec_${randomToken(32)}`] : destination.secrets;
    const ageMs = fault?.kind === "old_timestamp" ? fault.ageSeconds * 1000 : 0;
    const signature = signatureHeader(whole, secrets, Math.floor((startedMs - ageMs) / 1000));
    const body = fault?.kind === "truncated_body" ? whole.slice(0, whole.length / 2) : whole;
    const received = await destination.send({ body, signature }, fault);
    // The state may have been emptied meanwhile.
    if (this.#stopped || !this.#context.objects.find("event", event.id)) return false;

    const answer = fault?.kind === "cut_after" ? { error: `cut after the answer${statusOf(received)}` } : received;
    const id = this.#record(event, destination, { ...attempt, startedMs, signature }, answer);
    if ("taken" in answer) void answer.later.then((reported) => this.#reported(id, delivery, attempt.number, reported));
    return "taken" in answer || ("status" in answer && isSuccess(answer.status));
  }

  /** What the Stripe CLI heard from the address it forwards to, after it had taken the webhook. */
  #reported(attemptId: number, delivery: DeliveryRow | null, number: number, { status, body }: Reported): void {
    if (this.#stopped) return;
    this.#context.database.run("update attempt set status = ?, answer = ? where id = ?", status, body, attemptId);
    if (isSuccess(status) || !delivery) return;
    this.#failed(delivery, number);
    this.wake();
  }

  #record(
    event: EventRecord,
    destination: Destination,
    attempt: Attempt & { startedMs: number; signature: string | null },
    answer: Answer,
  ): number {
    const answered = "status" in answer ? answer : null;
    const row = this.#context.database.get<{ id: number }>(
      `insert into attempt (event, endpoint, url, number, cause, fault, sent_at_ms, duration_ms, signature, status, error, answer)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
      event.id,
      destination.id,
      destination.url,
      attempt.number,
      attempt.cause,
      attempt.fault?.kind ?? null,
      attempt.startedMs,
      Date.now() - attempt.startedMs,
      attempt.signature,
      answered?.status ?? null,
      "error" in answer ? answer.error : null,
      answered?.body ?? null,
    );
    return row?.id ?? 0;
  }

  /** Sends what the destination was ever sent once more, as chance picks it, at the rate of the fault. */
  async #storm(destination: Destination, fault: Hit): Promise<void> {
    const sql = "select event from delivery where endpoint = ? order by id";
    const ids = this.#context.database.all<{ event: string }>(sql, destination.id);
    for (let sent = 0; sent < fault.times; sent += 1) {
      await this.#pause(1000 / fault.perSecond);
      if (this.#stopped || fault.isOver()) return;

      const picked = ids[Math.floor(fault.draw() * ids.length)];
      const event = picked && this.#context.objects.find("event", picked.event)?.record;
      if (!event) continue;
      const number = this.#attemptCount(event.id, destination.id) + 1;
      void this.#attempt(event, destination, { number, cause: "storm", fault });
    }
  }

  /** The ids of those who get this event: in its own account, and of the platform those for connected accounts. */
  #subscribers({ type, account }: EventRecord): string[] {
    const { objects, listeners } = this.#context;
    const of = (owner: string, connect: boolean) =>
      objects.inAccount("webhook_endpoint", owner).filter(({ internal }) => internal.connect === connect);
    const endpoints = account ? [...of(account, false), ...of(platformAccount, true)] : of(platformAccount, false);
    return [...endpoints.filter((endpoint) => isSubscribed(endpoint, type)), ...listeners.all()].map(({ id }) => id);
  }

  /** The endpoint or listener with this id, or null if it may get no webhooks now. */
  #destination(id: string): Destination | null {
    const { objects, listeners, clock } = this.#context;
    const endpoint = objects.find("webhook_endpoint", id)?.record;
    if (!endpoint) return listeners.find(id);
    if (endpoint.status !== "enabled") return null;
    return {
      id,
      url: endpoint.url,
      apiVersion: endpoint.api_version,
      secrets: activeSecrets(endpoint, clock.now()),
      send: (webhook, fault) => this.#poster.post(endpoint.url, webhook, fault),
    };
  }

  /** Resolves after so many real milliseconds, or when all is stopped. */
  #pause(milliseconds: number): Promise<void> {
    return timer(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

const isSuccess = (status: number) => status >= 200 && status < 300;

const statusOf = (answer: Answer) => ("status" in answer ? `, which was ${answer.status}` : "");
