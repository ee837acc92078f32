import http from "node:http";
import https from "node:https";
import type { Fault } from "../control/faults.ts";
import type { Emulator } from "../emulator.ts";
import { platformAccount } from "../http/keys.ts";
import type { EventRecord, WebhookEndpointRecord } from "../records.ts";
import { isSubscribed } from "./events.ts";
import { signatureHeader } from "./signature.ts";

const atOnce = 16;
const answerTimeoutMs = 10_000;
const answerKept = 500;

type Parts = Pick<Emulator, "database" | "objects" | "faults" | "options">;
type DeliveryRow = { id: number; event: string; endpoint: string; attempts: number };
type AttemptRow = {
  id: number;
  event: string;
  endpoint: string;
  url: string;
  number: number;
  cause: AttemptCause;
  sent_at_ms: number;
  duration_ms: number;
  signature: string | null;
  status: number | null;
  error: string | null;
  answer: string | null;
};
type AttemptCause = "first" | "retry" | "resend" | "duplicate";
type Answer = { status: number; body: string } | { error: string };

/** One webhook attempt as `/_control/deliveries` tells it. Times are ISO 8601, real time. */
type LoggedAttempt = {
  id: number;
  eventId: string;
  type: string | null;
  objectId: string | null;
  endpointId: string;
  url: string;
  attempt: number;
  cause: AttemptCause;
  sentAt: string;
  durationMs: number;
  signature: string | null;
  status: number | null;
  delivered: boolean;
  error: string | null;
  answer: string | null;
};

/**
 * Sends events to endpoints: at least once, any 2xx counts, everything else is tried again after growing delays in real
 * time. Deliveries and attempts are kept, so what is owed is still sent after a restart.
 */
export class Deliveries {
  readonly #parts: Parts;
  readonly #agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  readonly #requests = new Set<http.ClientRequest>();
  #running = 0;
  #woken = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier run left unsent. */
  resume(): void {
    this.#parts.database.run("update delivery set state = 'pending' where state = 'sending'");
    this.wake();
  }

  /** Owes an event to an endpoint, from the end of the current transaction on. */
  add(eventId: string, endpointId: string): void {
    this.#parts.database.run(
      "insert into delivery (event, endpoint, state, next_attempt_at_ms) values (?, ?, 'pending', ?)",
      eventId,
      endpointId,
      Date.now(),
    );
    this.wake();
  }

  /** How many endpoints have not yet received the event. */
  undelivered(eventId: string): number {
    const sql = "select count(*) as count from delivery where event = ? and state <> 'delivered'";
    return this.#parts.database.get<{ count: number }>(sql, eventId)?.count ?? 0;
  }

  /** Gives up whatever is still owed to an endpoint, when it is disabled or deleted. */
  giveUp(endpointId: string): void {
    this.#parts.database.run(
      "update delivery set state = 'failed' where endpoint = ? and state = 'pending'",
      endpointId,
    );
  }

  /** Every attempt so far, oldest first; of one event if given. */
  log(eventId: string | null = null): LoggedAttempt[] {
    const rows = this.#parts.database.all<AttemptRow & { type: string | null; object: string | null }>(
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
      sentAt: new Date(row.sent_at_ms).toISOString(),
      durationMs: row.duration_ms,
      signature: row.signature,
      status: row.status,
      delivered: isSuccess(row.status),
      error: row.error,
      answer: row.answer,
    }));
  }

  /** Sends an event once more, now, to every endpoint subscribed to it, and waits for the answers. Faults do not touch it. */
  async resend(event: EventRecord): Promise<void> {
    const endpoints = this.#parts.objects
      .all("webhook_endpoint")
      .filter((endpoint) => isSubscribed(endpoint, event.type));
    await Promise.all(
      endpoints.map(async (endpoint) => {
        const delivered = await this.#attempt(event, endpoint, this.#attemptCount(event.id, endpoint.id) + 1, "resend");
        // Retries go on even after a successful resend; only what was given up counts as delivered now.
        if (delivered) {
          this.#parts.database.run(
            "update delivery set state = 'delivered' where event = ? and endpoint = ? and state = 'failed'",
            event.id,
            endpoint.id,
          );
        }
      }),
    );
  }

  /** Sends what is due, once the current synchronous work (and so its transaction) is over. */
  wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    setImmediate(() => {
      this.#woken = false;
      this.#sendDue();
    });
  }

  /** Breaks off what is being sent; it stays owed. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const request of this.#requests) request.destroy();
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  #sendDue(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;

    const due = this.#parts.database.all<DeliveryRow>(
      `select id, event, endpoint, attempts from delivery
       where state = 'pending' and next_attempt_at_ms <= ? order by next_attempt_at_ms, id limit ?`,
      Date.now(),
      atOnce - this.#running,
    );
    for (const delivery of due) {
      this.#running += 1;
      void this.#deliver(delivery).finally(() => {
        this.#running -= 1;
        if (!this.#stopped) this.wake();
      });
    }
    const next = this.#parts.database.get<{ at: number | null }>(
      "select min(next_attempt_at_ms) as at from delivery where state = 'pending' and next_attempt_at_ms > ?",
      Date.now(),
    );
    if (next?.at != null) this.#timer = setTimeout(() => this.wake(), next.at - Date.now());
  }

  async #deliver(delivery: DeliveryRow): Promise<void> {
    const { database, objects, faults, options } = this.#parts;
    const event = objects.get("event", platformAccount, delivery.event);
    const endpoint = objects.get("webhook_endpoint", platformAccount, delivery.endpoint);
    if (!event || !endpoint || endpoint.status !== "enabled") return this.#settle(delivery, "failed");

    const hit = delivery.attempts === 0 ? faults.forWebhook(event.type) : null;
    const number = delivery.attempts + 1;
    database.run("update delivery set state = 'sending', attempts = ? where id = ?", number, delivery.id);
    if (hit?.fault.kind === "drop") {
      this.#record(
        event,
        endpoint,
        { number, cause: "first", startedMs: Date.now(), signature: null },
        { error: "dropped" },
      );
      return this.#settle(delivery, "failed");
    }
    if (hit) await wait(faultDelayMs(hit.fault, hit.chance));
    if (this.#stopped) return;

    const delivered = await this.#attempt(event, endpoint, number, number === 1 ? "first" : "retry");
    if (hit?.fault.kind === "duplicate" && !this.#stopped) await this.#attempt(event, endpoint, number, "duplicate");
    if (this.#stopped) return;

    const retrySeconds = options.webhookRetrySeconds[number - 1];
    if (delivered) this.#settle(delivery, "delivered");
    else if (retrySeconds === undefined) this.#settle(delivery, "failed");
    else {
      database.run(
        "update delivery set state = 'pending', next_attempt_at_ms = ? where id = ?",
        Date.now() + Math.round(retrySeconds * 1000),
        delivery.id,
      );
    }
  }

  #settle(delivery: DeliveryRow, state: "delivered" | "failed"): void {
    this.#parts.database.run("update delivery set state = ? where id = ?", state, delivery.id);
  }

  #attemptCount(eventId: string, endpointId: string): number {
    const sql = "select count(*) as count from attempt where event = ? and endpoint = ?";
    return this.#parts.database.get<{ count: number }>(sql, eventId, endpointId)?.count ?? 0;
  }

  async #attempt(
    event: EventRecord,
    endpoint: WebhookEndpointRecord,
    number: number,
    cause: AttemptCause,
  ): Promise<boolean> {
    const startedMs = Date.now();
    const wire = {
      ...event,
      api_version: endpoint.api_version ?? event.api_version,
      pending_webhooks: this.undelivered(event.id),
    };
    // Pretty-printed, so that a receiver that parses and serialises again breaks the signature here as it may there.
    const body = JSON.stringify(wire, null, 2);
    const signature = signatureHeader(body, endpoint.internal.secrets, Math.floor(startedMs / 1000));
    const answer = await this.#post(endpoint.url, body, signature);
    if (this.#stopped) return false;

    this.#record(event, endpoint, { number, cause, startedMs, signature }, answer);
    return "status" in answer && isSuccess(answer.status);
  }

  #record(
    event: EventRecord,
    endpoint: WebhookEndpointRecord,
    attempt: { number: number; cause: AttemptCause; startedMs: number; signature: string | null },
    answer: Answer,
  ): void {
    const answered = "status" in answer ? answer : null;
    this.#parts.database.run(
      `insert into attempt (event, endpoint, url, number, cause, sent_at_ms, duration_ms, signature, status, error, answer)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      event.id,
      endpoint.id,
      endpoint.url,
      attempt.number,
      attempt.cause,
      attempt.startedMs,
      Date.now() - attempt.startedMs,
      attempt.signature,
      answered?.status ?? null,
      "error" in answer ? answer.error : null,
      answered?.body ?? null,
    );
  }

  #post(url: string, body: string, signature: string): Promise<Answer> {
    return new Promise((resolve) => {
      const secure = url.startsWith("https:");
      const request = (secure ? https : http).request(
        url,
        {
          method: "POST",
          agent: secure ? this.#agents.https : this.#agents.http,
          signal: AbortSignal.timeout(answerTimeoutMs),
          headers: {
            "content-type": "application/json; charset=utf-8",
            "content-length": Buffer.byteLength(body),
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "stripe-signature": signature,
          },
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            if (text.length < answerKept) text += chunk.slice(0, answerKept - text.length);
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
          response.on("error", (error) => resolve({ error: error.message }));
        },
      );
      this.#requests.add(request);
      request.on("close", () => this.#requests.delete(request));
      request.on("error", (error) => {
        resolve({ error: error.name === "AbortError" || error.name === "TimeoutError" ? "timeout" : error.message });
      });
      request.end(body);
    });
  }
}

const isSuccess = (status: number | null) => status !== null && status >= 200 && status < 300;

function faultDelayMs(fault: Fault, chance: number): number {
  if (fault.kind === "delay") return fault.delaySeconds * 1000;
  // Each delivery waits a different part of the window, which shuffles them.
  if (fault.kind === "reorder") return fault.delaySeconds * 1000 * chance;
  return 0;
}

const wait = (ms: number) => (ms > 0 ? new Promise<void>((resolve) => setTimeout(resolve, ms)) : Promise.resolve());
