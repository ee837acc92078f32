import type { IncomingHttpHeaders } from "node:http";
import { apiVersion } from "../api-version.ts";
import type { Fault } from "../control/faults.ts";
import type { Emulator } from "../emulator.ts";
import { newId } from "../ids.ts";
import type { Kind, Records } from "../records.ts";
import { resourceOf } from "../resources.ts";
import type { Cursor, Filter, Page } from "../store/objects.ts";
import type { Cause } from "../webhooks/events.ts";
import { ApiError, noSuch } from "./errors.ts";
import { applyExpand, asksForSensitive, type ExpandTree, parseExpand, type Wire } from "./expand.ts";
import { parseForm } from "./form.ts";
import { requestFingerprint } from "./idempotency.ts";
import { authenticate, type Caller, type Permission, requirePermission } from "./keys.ts";
import { Parameters } from "./parameters.ts";
import { cutConnection, hangConnection, json, type Reply } from "./reply.ts";

/** Stripe API, access to verification results: recent means processed in the last 48 hours. */
const recentSeconds = 48 * 3600;

/** One call of the API. `prepare` reads and checks parameters; what it returns executes the call in a transaction. */
export type Endpoint = {
  method: "GET" | "POST" | "DELETE";
  /** `:id` stands for one path segment. */
  path: string;
  kind: Kind;
  list?: true;
  permission: Permission;
  prepare(parameters: Parameters): (call: Call) => Wire;
};

/** A call in execution. */
export type Call = {
  emulator: Emulator;
  account: string;
  cause: Cause;
  caller: Caller;
  /** The `:id` of the path. */
  id: string;
  /** The object named in the path. Throws 404. */
  target<K extends Kind>(kind: K): Records[K];
  /** An object as the caller asked to see it. */
  show<K extends Kind>(kind: K, record: Records[K]): Wire;
  /** A list envelope of a page. */
  showList<K extends Kind>(kind: K, page: Page<Records[K]>): Wire;
};

/** What every list accepts. */
type ListParameters = { limit: number; startingAfter: string | null; endingBefore: string | null };

/** Stripe API, pagination: `limit` is clamped to 1–100, not refused. */
export function readListParameters(parameters: Parameters): ListParameters {
  return {
    limit: Math.min(100, Math.max(1, parameters.integer("limit") ?? 10)),
    startingAfter: parameters.string("starting_after") ?? null,
    endingBefore: parameters.string("ending_before") ?? null,
  };
}

/** The `created` filter of most lists: an exact second or bounds. */
export function readCreated(parameters: Parameters): Filter[] {
  return parameters.range("created").map((range) => ({ property: "created", ...range }));
}

/** The cursor of a list. Throws 400 for an unknown object, and then for both cursors at once. */
export function cursorOf(call: Call, kind: Kind, { startingAfter, endingBefore }: ListParameters): Cursor | null {
  const check = (id: string | null, param: string) => {
    if (id && !call.emulator.objects.get(kind, call.account, id)) throw noSuch(kind, id, param);
  };
  check(startingAfter, "starting_after");
  check(endingBefore, "ending_before");
  if (startingAfter && endingBefore) {
    throw new ApiError("Received both starting_after and ending_before parameters. Please pass in only one.");
  }
  if (startingAfter) return { direction: "after", id: startingAfter };
  return endingBefore ? { direction: "before", id: endingBefore } : null;
}

/** A request as it came in. */
type ApiRequest = {
  method: string;
  path: string;
  query: string;
  headers: IncomingHttpHeaders;
  /** null if it was larger than the server reads. */
  body: string | null;
  /** `http://host` as the caller wrote it. */
  origin: string;
};

/** Answers `/v1/…`. */
export class Api {
  readonly #emulator: Emulator;
  readonly #endpoints: readonly { endpoint: Endpoint; segments: string[] }[];

  constructor(emulator: Emulator, endpoints: readonly Endpoint[]) {
    this.#emulator = emulator;
    this.#endpoints = endpoints.map((endpoint) => ({ endpoint, segments: endpoint.path.split("/") }));
  }

  /** The answer, errors included; faults may make it none at all. */
  async answer(request: ApiRequest): Promise<Reply> {
    const emulator = this.#emulator;
    const requestId = newId("req").replace(/^req_(.{14}).*/, "req_$1");
    const fault = emulator.faults.forRequest(request.method, request.path);
    const version = header(request, "stripe-version");
    const idempotencyKey = request.method === "POST" ? header(request, "idempotency-key") : null;
    const headers: Record<string, string> = {
      "request-id": requestId,
      "stripe-version": version ?? apiVersion,
      ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
    };
    const reply = await this.#answerWithFault(request, fault, requestId, idempotencyKey, headers);
    emulator.requestLog.add({
      id: requestId,
      at: new Date().toISOString(),
      method: request.method,
      path: request.path,
      status: typeof reply === "symbol" ? null : reply.status,
      idempotencyKey,
      replayed: "idempotent-replayed" in headers,
      apiVersion: version,
      fault: fault?.kind ?? null,
    });
    return reply;
  }

  async #answerWithFault(
    request: ApiRequest,
    fault: Fault | null,
    requestId: string,
    idempotencyKey: string | null,
    headers: Record<string, string>,
  ): Promise<Reply> {
    if (fault?.kind === "hang") return hangConnection;
    if (fault?.kind === "cut_before") return cutConnection;
    if (fault?.kind === "status") {
      const message = "The emulator was told to fail here.";
      const type = fault.status >= 500 ? "api_error" : "invalid_request_error";
      const error = new ApiError(message, {
        status: fault.status,
        type,
        ...(fault.status === 429 && { code: "rate_limit" }),
      });
      return json(fault.status, error.toBody(requestId), headers);
    }
    const latencySeconds = fault?.kind === "latency" ? fault.delaySeconds : 0;
    try {
      const reply = await this.#execute(request, requestId, idempotencyKey, headers, latencySeconds);
      return fault?.kind === "cut_after" ? cutConnection : reply;
    } catch (error) {
      if (error instanceof ApiError) {
        if (error.status === 401) headers["www-authenticate"] = 'Basic realm="Stripe"';
        return json(error.status, error.toBody(requestId), headers);
      }
      console.error(`stripe-emulator: ${requestId} failed`, error);
      const apology = new ApiError("The emulator failed; its own log says why.", { status: 500, type: "api_error" });
      return json(500, apology.toBody(requestId), headers);
    }
  }

  async #execute(
    request: ApiRequest,
    requestId: string,
    idempotencyKey: string | null,
    headers: Record<string, string>,
    latencySeconds: number,
  ): Promise<Reply> {
    const { database, idempotency, options } = this.#emulator;
    const caller = authenticate(options.keys, database, header(request, "authorization") ?? undefined);
    const { endpoint, id } = this.#find(request);
    requirePermission(caller, endpoint.permission);
    if (header(request, "stripe-account")) {
      throw new ApiError(
        `The provided key does not have access to account '${header(request, "stripe-account")}' (or that account does not exist). Application access may have been revoked.`,
        { status: 403, code: "account_invalid", beforeExecution: true },
      );
    }
    const { body, text } = formOf(request);
    const fingerprint = requestFingerprint(request.method, request.path, text);
    if (idempotencyKey) {
      const stored = idempotency.take(caller.account, idempotencyKey, fingerprint);
      if (stored) {
        headers["idempotent-replayed"] = "true";
        return {
          status: stored.status,
          headers: { ...headers, "content-type": "application/json" },
          body: stored.body,
        };
      }
    }
    try {
      if (latencySeconds > 0) await new Promise((resolve) => setTimeout(resolve, latencySeconds * 1000));
      const cause = { requestId, idempotencyKey };
      const answer = database.transaction(() => {
        const wire = this.#run(endpoint, id, new Parameters(body), caller, request.origin, cause);
        const executed = { status: 200, body: JSON.stringify(wire, null, 2) };
        if (idempotencyKey) idempotency.store(caller.account, idempotencyKey, fingerprint, executed);
        return executed;
      });
      return { status: 200, headers: { ...headers, "content-type": "application/json" }, body: answer.body };
    } catch (error) {
      if (idempotencyKey && error instanceof ApiError && !error.beforeExecution) {
        const executed = { status: error.status, body: JSON.stringify(error.toBody(requestId), null, 2) };
        idempotency.store(caller.account, idempotencyKey, fingerprint, executed);
      }
      throw error;
    } finally {
      if (idempotencyKey) idempotency.release(caller.account, idempotencyKey);
    }
  }

  #find(request: ApiRequest): { endpoint: Endpoint; id: string } {
    const asked = request.path.split("/");
    for (const { endpoint, segments } of this.#endpoints) {
      if (endpoint.method !== request.method || segments.length !== asked.length) continue;
      if (!segments.every((segment, index) => segment === asked[index] || (segment === ":id" && asked[index])))
        continue;
      return { endpoint, id: asked[segments.indexOf(":id")] ?? "" };
    }
    throw new ApiError(
      `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
      { status: 404, beforeExecution: true },
    );
  }

  #run(endpoint: Endpoint, id: string, parameters: Parameters, caller: Caller, origin: string, cause: Cause): Wire {
    const shape = resourceOf(endpoint.kind).shape;
    const execute = endpoint.prepare(parameters);
    const tree = parseExpand(parameters.strings("expand") ?? [], shape, endpoint.list === true);
    parameters.finish();
    if (asksForSensitive(tree, shape)) requireSensitive(caller);

    const emulator = this.#emulator;
    const wireOf = <K extends Kind>(kind: K, record: Records[K]) => resourceOf(kind).toWire(emulator, record, origin);
    const resolve = (kind: Kind, referenced: string): Wire | null => {
      const record = emulator.objects.get(kind, caller.account, referenced);
      return record && wireOf(kind, record);
    };
    const show = <K extends Kind>(kind: K, record: Records[K], branch: ExpandTree): Wire => {
      const resource = resourceOf(kind);
      if (asksForSensitive(branch, resource.shape)) requireRecent(emulator, caller, resource.processedAt(record));
      return applyExpand(wireOf(kind, record), resource.shape, branch, resolve);
    };
    return execute({
      emulator,
      account: caller.account,
      cause,
      caller,
      id,
      target: (kind) => {
        const record = emulator.objects.get(kind, caller.account, id);
        if (!record) throw noSuch(kind, id);
        return record;
      },
      show: (kind, record) => show(kind, record, tree),
      showList: (kind, page) => ({
        object: "list",
        data: page.items.map((record) => show(kind, record, tree)),
        has_more: page.hasMore,
        url: endpoint.path,
      }),
    });
  }
}

/** Throws Stripe's 403 unless the key may read sensitive results at all. */
export function requireSensitive(caller: Caller): void {
  if (!caller.permissions.has("recent_sensitive") && !caller.permissions.has("all_sensitive")) throw sensitiveError();
}

/** Throws the same for results processed more than 48 h ago, unless the key may read all. Null: nothing was processed. */
export function requireRecent(emulator: Emulator, caller: Caller, processedAt: number | null): void {
  if (processedAt === null || caller.permissions.has("all_sensitive")) return;
  if (emulator.clock.now() - processedAt > recentSeconds) throw sensitiveError();
}

const sensitiveError = () =>
  new ApiError(
    "To access sensitive verification results, configure a restricted API key with appropriate permissions. See https://docs.stripe.com/identity/access-verification-results for details.",
    { status: 403, beforeExecution: true },
  );

function formOf(request: ApiRequest): { body: ReturnType<typeof parseForm>; text: string } {
  if (request.body === null)
    throw new ApiError("The request body is too large.", { status: 413, beforeExecution: true });
  const contentType = header(request, "content-type");
  if (request.body && contentType && !contentType.startsWith("application/x-www-form-urlencoded")) {
    throw new ApiError(
      "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.",
      { beforeExecution: true },
    );
  }
  const text = [request.query, request.body].filter(Boolean).join("&");
  return { body: parseForm(text), text };
}

function header(request: ApiRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : null;
}
