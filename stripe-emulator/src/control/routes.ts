import type { z } from "zod";
import { answer, clear, raise } from "../accounts/assessment/raised.ts";
import { type AccountContext, type Changeable, changeAccount } from "../accounts/change.ts";
import { decideCheck } from "../accounts/checks/checks.ts";
import { accountToWire, holdingsOf } from "../accounts/wire.ts";
import type { Clock } from "../clock/clock.ts";
import type { Faults } from "../faults/faults.ts";
import { type Keys, platformAccount, restrictedPermissions, setRestrictedPermissions } from "../http/keys.ts";
import type { RateLimits } from "../http/rate-limits.ts";
import { type Answer, json } from "../http/reply.ts";
import type { RequestLog } from "../http/request-log.ts";
import { type PathParameters, Router } from "../http/router.ts";
import { createFlow, showFlow, updateFlow } from "../identity/flows.ts";
import { StateError } from "../identity/state-error.ts";
import { override, type SubmissionContext, submit } from "../identity/submission.ts";
import { sessionSnapshot } from "../identity/wire.ts";
import type { Outcome as CheckOutcome } from "../records/check.ts";
import type { Kind, Records } from "../records/kinds.ts";
import type { Objects, Owned } from "../store/objects.ts";
import { type ConfigureContext, configureEndpoints, rollSecret } from "../webhooks/endpoints.ts";
import {
  blockBody,
  capabilityBody,
  checkBody,
  clockBody,
  faultBody,
  fileBody,
  flowBody,
  latestMoment,
  nothing,
  overrideBody,
  permissionsBody,
  rateLimitsBody,
  requirementBody,
  rollBody,
  submitBody,
} from "./bodies.ts";
import { readBody } from "./body.ts";
import { ControlError } from "./errors.ts";

/** What controls reach for: they drive every part of the emulator. */
type ControlContext = SubmissionContext &
  AccountContext &
  ConfigureContext & {
    faults: Faults;
    rateLimits: RateLimits;
    requestLog: RequestLog;
    options: { keys: Keys; rateLimits: boolean };
  };

/** A `/_control` request. */
type ControlRequest = { method: string; path: string; query: string; body: string; origin: string };

type ControlCall<Body> = { id: string; body: Body; query: URLSearchParams; origin: string };
type Route = {
  method: "GET" | "POST" | "DELETE";
  path: string;
  run(context: ControlContext, call: ControlCall<string>): unknown;
};

/** A route whose body is read by a schema before anything else happens. */
function route<Schema extends z.ZodType>(
  method: Route["method"],
  path: string,
  schema: Schema,
  run: (context: ControlContext, call: ControlCall<z.infer<Schema>>) => unknown,
): Route {
  return {
    method,
    path: `/_control${path}`,
    run: (context, call) => run(context, { ...call, body: readBody(schema, call.body) }),
  };
}

/** What a requirement error says unless it is told what to say. */
const defaultReason = "This could not be verified. Correct it, or provide another document.";

const toOutcome = (outcome: string, reason = defaultReason): CheckOutcome =>
  outcome === "verified" ? outcome : { code: outcome, reason };

/** Changes a connected account as something of Stripe's would, and answers it as an event would show it. */
function changed(context: ControlContext, id: string, change: (holdings: Changeable) => void) {
  const { record: account } = find(context, "account", "connected account", id);
  changeAccount(context, account, null, change);
  return accountToWire(holdingsOf(context, account));
}

/** Kinds whose presence means that time has begun: the clock may no longer go back. */
const datedKinds: readonly Kind[] = [
  "verification_session",
  "verification_report",
  "file",
  "file_link",
  "event",
  "account",
];

const router = new Router<Route>([
  route("GET", "/keys", nothing, ({ options }) => options.keys),
  route("GET", "/keys/permissions", nothing, ({ database }) => ({ permissions: restrictedPermissions(database) })),
  route("POST", "/keys/permissions", permissionsBody, ({ database }, { body }) => {
    setRestrictedPermissions(database, body.permissions);
    return { permissions: restrictedPermissions(database) };
  }),
  route("POST", "/verification_sessions/:id/submit", submitBody, (context, { id, body }) => {
    submit(context, find(context, "verification_session", "VerificationSession", id), body);
    return sessionSnapshot(find(context, "verification_session", "VerificationSession", id).record);
  }),
  route("POST", "/verification_sessions/:id/override", overrideBody, (context, { id, body }) => {
    override(context, find(context, "verification_session", "VerificationSession", id), body.status);
    return sessionSnapshot(find(context, "verification_session", "VerificationSession", id).record);
  }),
  route("POST", "/verification_flows", flowBody, (context, { body, origin }) =>
    showFlow(createFlow(context, platformAccount, body), origin),
  ),
  route("GET", "/verification_flows", nothing, ({ objects }, { origin }) => ({
    verification_flows: objects.all("verification_flow").map((flow) => showFlow(flow, origin)),
  })),
  route("POST", "/verification_flows/:id", flowBody, (context, { id, body, origin }) => {
    const { record: flow } = find(context, "verification_flow", "verification flow", id);
    return showFlow(updateFlow(context, flow, body), origin);
  }),
  route("POST", "/accounts/:id/requirements", requirementBody, (context, { id, body }) =>
    changed(context, id, ({ account }) => {
      const { entry, state, deadlineSeconds, future, stops, code, reason } = body;
      if (state === "cleared") return clear(account, [entry]);
      if (state === "answered") return answer(account, entry);
      const deadline = deadlineSeconds === null ? null : context.clock.now() + Math.round(deadlineSeconds);
      const error = code ? { code, reason: reason ?? defaultReason } : null;
      raise(account, { requirement: entry, deadline, future, stops, error, answered: false });
    }),
  ),
  route("POST", "/accounts/:id/block", blockBody, (context, { id, body: { disabledReason, keepsPayouts } }) =>
    changed(context, id, ({ account }) => {
      account.internal.blocked = disabledReason && { reason: disabledReason, keepsPayouts };
    }),
  ),
  route("POST", "/accounts/:id/capabilities", capabilityBody, (context, { id, body: { capability, disabledReason } }) =>
    changed(context, id, ({ account: { internal } }) => {
      const { [capability]: _, ...others } = internal.blockedCapabilities ?? {};
      internal.blockedCapabilities = disabledReason ? { ...others, [capability]: disabledReason } : others;
    }),
  ),
  route("POST", "/accounts/:id/checks", checkBody, (context, { id, body: { entry, outcome, reason } }) =>
    changed(context, id, (holdings) => {
      if (decideCheck(holdings, entry, toOutcome(outcome, reason), context.clock.nowMs())) return;
      throw new ControlError(`There is nobody of whom ${entry} could be checked.`);
    }),
  ),
  route("POST", "/files/:id/check", fileBody, ({ objects }, { id, body: { outcome, reason } }) => {
    const { record: file } = find({ objects }, "file", "file", id);
    if (file.internal.use) throw new ControlError(`The file ${id} was used: decide the check of its entry instead.`);
    file.internal.decided = toOutcome(outcome, reason);
    objects.update("file", file);
    return { id, outcome };
  }),
  route("GET", "/deliveries", nothing, ({ deliveries }, { query }) => ({
    deliveries: deliveries.log(query.get("eventId")),
  })),
  route("POST", "/deliveries/:id/resend", nothing, async (context, { id }) => {
    await context.deliveries.resend(find(context, "event", "event", id).record);
    return { deliveries: context.deliveries.log(id) };
  }),
  route("POST", "/webhook_endpoints/:id/roll", rollBody, (context, { id, body }) => {
    const { record: endpoint } = find(context, "webhook_endpoint", "webhook endpoint", id);
    const secret = rollSecret(context, endpoint, body.expiresInSeconds);
    return { id, secret, oldSecretExpiresInSeconds: body.expiresInSeconds };
  }),
  route("GET", "/requests", nothing, ({ requestLog }) => ({ requests: requestLog.list() })),
  route("GET", "/faults", nothing, ({ faults }) => ({ faults: faults.list() })),
  route("POST", "/faults", faultBody, ({ faults }, { body }) => faults.add(body)),
  route("DELETE", "/faults", nothing, ({ faults }) => {
    faults.clear();
    return { faults: [] };
  }),
  route("POST", "/rate_limits", rateLimitsBody, ({ rateLimits }, { body }) => {
    rateLimits.set(body.enabled);
    return { enabled: rateLimits.enabled };
  }),
  route("GET", "/clock", nothing, ({ clock }) => clockState(clock)),
  route("POST", "/clock", clockBody, moveClock),
  route("POST", "/reset", nothing, (context) => {
    const { database, clock, faults, rateLimits, requestLog, scheduler, options } = context;
    database.empty();
    clock.setOffsetMs(0);
    faults.clear();
    rateLimits.set(options.rateLimits);
    requestLog.clear();
    scheduler.arm();
    configureEndpoints(context, platformAccount);
    return { reset: true };
  }),
]);

/** Answers `/_control/…`: JSON in, JSON out, problems as `{error: {message}}`. */
export async function answerControl(context: ControlContext, request: ControlRequest): Promise<Answer> {
  const { method, path, origin, body } = request;
  try {
    const { route, parameters } = routeOf(method, path);
    const call = { id: parameters.get("id") ?? "", body, query: new URLSearchParams(request.query), origin };
    // One transaction for what a control changes; one that waits (resend) does its own.
    return json(200, await context.database.transaction(() => route.run(context, call)));
  } catch (error) {
    if (error instanceof ControlError) return json(error.status, { error: { message: error.message } });
    if (error instanceof StateError) return json(400, { error: { message: error.message } });
    throw error;
  }
}

/** Throws ControlError: 404 if there is no such path, 405 if it has other methods. */
function routeOf(method: string, path: string): { route: Route; parameters: PathParameters } {
  const found = router.find(method, path);
  if (found) return found;
  const methods = router.methodsAt(path);
  if (methods.length === 0) throw new ControlError(`There is no control ${path}.`, 404);
  throw new ControlError(`${path} answers ${methods.join(", ")}.`, 405);
}

/** An object, whosever it is. Throws ControlError, 404. */
function find<K extends Kind>({ objects }: { objects: Objects }, kind: K, noun: string, id: string): Owned<Records[K]> {
  const found = objects.find(kind, id);
  if (!found) throw new ControlError(`There is no ${noun} ${id}.`, 404);
  return found;
}

function clockState(clock: Clock) {
  return { now: clock.now(), offsetSeconds: Math.round(clock.offsetMs() / 1000) };
}

async function moveClock(
  { clock, objects, scheduler, deliveries }: ControlContext,
  { body }: ControlCall<z.infer<typeof clockBody>>,
) {
  const { advanceSeconds, now } = body;
  if ((advanceSeconds === undefined) === (now === undefined)) {
    throw new ControlError("Give either advanceSeconds or now.");
  }
  if (advanceSeconds !== undefined) {
    if (clock.now() + advanceSeconds > latestMoment) throw new ControlError("The clock would be too far ahead.");
    clock.setOffsetMs(clock.offsetMs() + advanceSeconds * 1000);
  }
  if (now !== undefined) {
    const realNow = Math.floor(Date.now() / 1000);
    // The present second means real time itself, not its beginning.
    const offsetMs = now === realNow ? 0 : now * 1000 - Date.now();
    if (now < clock.now() && !objects.isEmpty(datedKinds)) {
      throw new ControlError("The clock can go back only while the state is empty: POST /_control/reset first.");
    }
    clock.setOffsetMs(offsetMs);
  }
  scheduler.runDue();
  await deliveries.settle();
  return clockState(clock);
}
