import type { IncomingHttpHeaders } from "node:http";
import { apiVersion } from "../api-version.ts";
import type { Emulator } from "../emulator.ts";
import { newId } from "../ids.ts";
import type { Kind, Records } from "../records/kinds.ts";
import { resourceOf } from "../resources.ts";
import type { Cursor, Filter, Page } from "../store/objects.ts";
import type { Cause } from "../webhooks/events.ts";
import { readParameters } from "./body.ts";
import { ApiError, noSuch } from "./errors.ts";
import { applyExpand, asksForSensitive, type ExpandTree, parseExpand, type Wire } from "./expand.ts";
import { answerWithFault, type Mishap } from "./faulty.ts";
import { requestFingerprint } from "./idempotency.ts";
import { authenticate, type Caller, type Permission, requirePermission } from "./keys.ts";
import { Parameters } from "./parameters.ts";
import { type Answer, Contents, json, type Reply } from "./reply.ts";
import { isApiVersion } from "./version.ts";

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
  prepare(parameters: Parameters): (call: Call) => Wire | Contents;
};

/** A call in execution. */
export type Call = {
  emulator: Emulator;
  account: string;
  cause: Cause;
  caller: Caller;
  /** `http://host` as the caller wrote it. */
  origin: string;
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
  body: Buffer | null;
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
      "stripe-version": version && isApiVersion(version) ? version : apiVersion,
      ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
    };
    const reply = await answerWithFault(fault, { requestId, headers }, (mishap) =>
      this.#answerHonestly(request, requestId, idempotencyKey, headers, mishap),
    );
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

  async #answerHonestly(
    request: ApiRequest,
    requestId: string,
    idempotencyKey: string | null,
    headers: Record<string, string>,
    mishap: Mishap,
  ): Promise<Answer> {
    try {
      return await this.#execute(request, requestId, idempotencyKey, headers, mishap);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== error) console.error(`stripe-emulator: ${requestId} failed`, error);
      if (refusal.status === 401) headers["www-authenticate"] = 'Basic realm="Stripe"';
      return json(refusal.status, refusal.toBody(requestId), headers);
    }
  }

  async #execute(
    request: ApiRequest,
    requestId: string,
    idempotencyKey: string | null,
    headers: Record<string, string>,
    mishap: Mishap,
  ): Promise<Answer> {
    const { database, idempotency, options, rateLimits } = this.#emulator;
    const caller = authenticate(options.keys, database, header(request, "authorization") ?? undefined);
    const { endpoint, id } = this.#find(request);
    requirePermission(caller, endpoint.permission);
    const connectedAccount = header(request, "stripe-account") ?? header(request, "stripe-context");
    if (connectedAccount) {
      throw new ApiError(
        `The provided key does not have access to account '${connectedAccount}' (or that account does not exist). Application access may have been revoked.`,
        { status: 403, code: "account_invalid", beforeExecution: true },
      );
    }
    checkVersion(header(request, "stripe-version"));
    rateLimits.count(caller.account, endpoint.method, endpoint.path);
    const parameters = await readParameters(request.query, request.body, header(request, "content-type"));
    const claim = idempotencyKey && {
      account: caller.account,
      key: idempotencyKey,
      fingerprint: requestFingerprint(request.method, request.path, parameters),
    };
    const stored = claim && idempotency.take(claim);
    if (stored) {
      headers["idempotent-replayed"] = "true";
      return { status: stored.status, headers: { ...headers, "content-type": "application/json" }, body: stored.body };
    }
    try {
      const { pauseMs, crash } = mishap;
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (crash?.when === "before") throw crash.error;
      const cause = { requestId, idempotencyKey };
      const answer = database.transaction(() => {
        const result = this.#run(endpoint, id, new Parameters(parameters), caller, request.origin, cause);
        if (result instanceof Contents) {
          return { status: 200, headers: { ...headers, "content-type": result.type }, body: result.bytes };
        }
        const body = JSON.stringify(result, null, 2);
        if (claim) idempotency.store(claim, { status: 200, body });
        return { status: 200, headers: { ...headers, "content-type": "application/json" }, body };
      });
      if (crash?.when === "after") throw crash.error;
      return answer;
    } catch (error) {
      const refusal = refusalOf(error);
      if (claim && !refusal.beforeExecution) {
        const body = JSON.stringify(refusal.toBody(requestId), null, 2);
        idempotency.store(claim, { status: refusal.status, body });
      }
      throw error;
    } finally {
      if (claim) idempotency.release(claim);
    }
  }

  #find(request: ApiRequest): { endpoint: Endpoint; id: string } {
    const asked = request.path.split("/");
    for (const { endpoint, segments } of this.#endpoints) {
      if (endpoint.method !== request.method || segments.length !== asked.length) continue;
      if (!segments.every((segment, index) => segment === asked[index] || (segment === ":id" && asked[index])))
        continue;
      return { endpoint, id: unescaped(asked[segments.indexOf(":id")] ?? "") };
    }
    throw new ApiError(
      `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
      { status: 404, beforeExecution: true },
    );
  }

  #run(
    endpoint: Endpoint,
    id: string,
    parameters: Parameters,
    caller: Caller,
    origin: string,
    cause: Cause,
  ): Wire | Contents {
    const shape = resourceOf(endpoint.kind).shape;
    const execute = endpoint.prepare(parameters);
    const paths = endpoint.method === "DELETE" ? null : parameters.strings("expand");
    const tree = parseExpand(paths ?? [], shape, endpoint.list === true);
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
      origin,
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

function checkVersion(version: string | null): void {
  if (version && !isApiVersion(version)) {
    throw new ApiError(`Invalid Stripe API version: ${version}`, { beforeExecution: true });
  }
}

/** What the caller is told of an error; one that is not the API's own is the emulator's fault. */
function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("The emulator failed; its own log says why.", { status: 500, type: "api_error" });
}

function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function header(request: ApiRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : null;
}
