import type { IncomingHttpHeaders } from "node:http";
import { apiVersion } from "../api-version.ts";
import type { Clock } from "../clock/clock.ts";
import type { Faults } from "../faults/faults.ts";
import { newId } from "../ids.ts";
import type { Cause } from "../records/event.ts";
import type { Kind, Records } from "../records/kinds.ts";
import type { Database } from "../store/database.ts";
import type { Cursor, Filter, Objects } from "../store/objects.ts";
import { type IsConnected, reachAccount } from "./acting-account.ts";
import { readParameters } from "./body.ts";
import type { Endpoint } from "./endpoint.ts";
import { ApiError, noSuch } from "./errors.ts";
import { applyExpand, asksForSensitive, type ExpandTree, parseExpand, type Wire } from "./expand.ts";
import { answerWithFault, type Injection } from "./faulty.ts";
import { type Idempotency, requestFingerprint } from "./idempotency.ts";
import { authenticate, type Caller, isPublishable, type Keys, requirePermission } from "./keys.ts";
import type { ListQuery } from "./lists.ts";
import { Parameters } from "./parameters.ts";
import type { RateLimits } from "./rate-limits.ts";
import { type Answer, Contents, json, type Reply } from "./reply.ts";
import type { RequestLog } from "./request-log.ts";
import type { Resources } from "./resource.ts";
import { type PathParameters, Router } from "./router.ts";
import { requireRecent, requireSensitive } from "./sensitive.ts";
import { isApiVersion } from "./version.ts";

/** What the API itself needs, whatever its endpoints need besides. */
export type ApiContext = {
  database: Database;
  objects: Objects;
  clock: Clock;
  idempotency: Idempotency;
  rateLimits: RateLimits;
  faults: Faults;
  requestLog: RequestLog;
  isConnected: IsConnected;
  options: { keys: Keys };
};

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
export class Api<Context extends ApiContext> {
  readonly #context: Context;
  readonly #router: Router<Endpoint<Context>>;
  readonly #resources: Resources<Context>;

  constructor(context: Context, endpoints: readonly Endpoint<Context>[], resources: Resources<Context>) {
    this.#context = context;
    this.#router = new Router(endpoints);
    this.#resources = resources;
  }

  /** The answer, errors included; faults may make it none at all. */
  async answer(request: ApiRequest): Promise<Reply> {
    const { faults, requestLog } = this.#context;
    const requestId = newId("req").replace(/^req_(.{14}).*/, "req_$1");
    const fault = faults.forRequest(request.method, request.path);
    const version = header(request, "stripe-version");
    const idempotencyKey = request.method === "POST" ? header(request, "idempotency-key") : null;
    const headers: Record<string, string> = {
      "request-id": requestId,
      "stripe-version": version && isApiVersion(version) ? version : apiVersion,
      ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
    };
    const reply = await answerWithFault(fault, { requestId, headers }, (injection) =>
      this.#answerOrRefuse(request, requestId, idempotencyKey, headers, injection),
    );
    requestLog.add({
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

  async #answerOrRefuse(
    request: ApiRequest,
    requestId: string,
    idempotencyKey: string | null,
    headers: Record<string, string>,
    injection: Injection,
  ): Promise<Answer> {
    try {
      return await this.#execute(request, requestId, idempotencyKey, headers, injection);
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
    injection: Injection,
  ): Promise<Answer> {
    const { database, idempotency, isConnected, options, rateLimits } = this.#context;
    const caller = authenticate(options.keys, database, header(request, "authorization") ?? undefined);
    const { route: endpoint, parameters: path } = this.#find(request);
    if (!(endpoint.fromPages && isPublishable(caller))) requirePermission(caller, endpoint.permission);
    const named = header(request, "stripe-account") ?? header(request, "stripe-context");
    const acting = reachAccount(caller, caller.account, named, isConnected);
    const account = reachAccount(caller, acting, path.get("account") ?? null, isConnected);
    if (account !== caller.account) headers["stripe-account"] = account;
    checkVersion(header(request, "stripe-version"));
    rateLimits.count(acting, endpoint.method, endpoint.path);
    const parameters = await readParameters(request.query, request.body, header(request, "content-type"));
    const claim = idempotencyKey && {
      account: acting,
      key: idempotencyKey,
      fingerprint: requestFingerprint(request.method, request.path, parameters),
    };
    const stored = claim && idempotency.take(claim);
    if (stored) {
      headers["idempotent-replayed"] = "true";
      return { status: stored.status, headers: { ...headers, "content-type": "application/json" }, body: stored.body };
    }
    try {
      const { pauseMs, crash } = injection;
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (crash?.when === "before") throw crash.error;
      const cause = { requestId, idempotencyKey };
      const answer = database.transaction(() => {
        const result = this.#run(endpoint, path, new Parameters(parameters), { request, caller, account, cause });
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

  #find({ method, path }: ApiRequest): { route: Endpoint<Context>; parameters: PathParameters } {
    const found = this.#router.find(method, path);
    if (found) return found;
    throw new ApiError(
      `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
      { status: 404, beforeExecution: true },
    );
  }

  #run(
    endpoint: Endpoint<Context>,
    path: PathParameters,
    parameters: Parameters,
    { request, caller, account, cause }: { request: ApiRequest; caller: Caller; account: string; cause: Cause },
  ): Wire | Contents {
    const { origin } = request;
    const context = this.#context;
    const resources = this.#resources;
    const shape = endpoint.kind ? resources[endpoint.kind].shape : {};
    const execute = endpoint.prepare(parameters);
    const paths = endpoint.method === "DELETE" ? null : parameters.strings("expand");
    const tree = parseExpand(paths ?? [], shape, endpoint.list === true);
    parameters.finish();
    if (asksForSensitive(tree, shape)) requireSensitive(caller);

    // A connected account belongs to its platform; all else belongs to the account it is in.
    const find = <K extends Kind>(kind: K, id: string) =>
      context.objects.get(kind, kind === "account" ? caller.account : account, id);
    const wireOf = <K extends Kind>(kind: K, record: Records[K]) => resources[kind].toWire(context, record, origin);
    const resolve = (kind: Kind, id: string): Wire | null => {
      const record = find(kind, id);
      return record && wireOf(kind, record);
    };
    const show = <K extends Kind>(kind: K, record: Records[K], branch: ExpandTree): Wire => {
      const resource = resources[kind];
      if (asksForSensitive(branch, resource.shape)) requireRecent(context.clock, caller, resource.processedAt(record));
      return applyExpand(wireOf(kind, record), resource.shape, branch, resolve);
    };
    const parameter = (name: string) => {
      const segment = path.get(name);
      if (segment === undefined) throw new Error(`${endpoint.path} has no :${name}.`);
      return unescaped(segment);
    };
    const call = {
      account,
      cause,
      caller,
      origin,
      parameter,
      find,
      target: <K extends Kind>(kind: K, name = "id") => {
        const id = parameter(name);
        const record = find(kind, id);
        if (!record) throw noSuch(kind, id);
        return record;
      },
      show: <K extends Kind>(kind: K, record: Records[K]) => show(kind, record, tree),
      showList: (kind: Kind, { list, filters = [], conditions = [], goneBefore }: ListQuery) => {
        const isThere = (id: string) => {
          const record = find(kind, id);
          return record !== null && record.created >= (goneBefore ?? 0);
        };
        const kept: Filter[] = goneBefore ? [{ property: "created", operator: ">=", value: goneBefore }] : [];
        const cursor = cursorOf(list, kind, isThere);
        const query = { filters: [...filters, ...kept], conditions, cursor, limit: list.limit };
        const page = context.objects.list(kind, account, query);
        return {
          object: "list",
          data: page.items.map((record) => show(kind, record, tree)),
          has_more: page.hasMore,
          url: request.path,
        };
      },
    };
    return execute(call, context);
  }
}

/** The cursor of a list. Throws 400 for an unknown object, and then for both cursors at once. */
function cursorOf(
  { startingAfter, endingBefore }: ListQuery["list"],
  kind: Kind,
  exists: (id: string) => boolean,
): Cursor | null {
  const check = (id: string | null, param: string) => {
    if (id && !exists(id)) throw noSuch(kind, id, param);
  };
  check(startingAfter, "starting_after");
  check(endingBefore, "ending_before");
  if (startingAfter && endingBefore) {
    throw new ApiError("Received both starting_after and ending_before parameters. Please pass in only one.");
  }
  if (startingAfter) return { direction: "after", id: startingAfter };
  return endingBefore ? { direction: "before", id: endingBefore } : null;
}

function checkVersion(version: string | null): void {
  if (version && !isApiVersion(version)) {
    throw new ApiError(`Invalid Stripe API version: ${version}`, { beforeExecution: true });
  }
}

/** What the caller learns of an error; one that is not the API's own is the emulator's fault. */
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
