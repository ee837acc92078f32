import type { Emulator } from "../emulator.ts";
import { permissions, platformAccount, restrictedPermissions, setRestrictedPermissions } from "../http/keys.ts";
import { controlRateLimits } from "../http/rate-limits.ts";
import { type Answer, json } from "../http/reply.ts";
import { toOutcome } from "../identity/failure-codes.ts";
import { createFlow, listFlows, updateFlow } from "../identity/flows.ts";
import { parseOutputs } from "../identity/outputs.ts";
import { override, submit } from "../identity/submission.ts";
import { sessionSnapshot } from "../identity/wire.ts";
import type { Kind } from "../records/kinds.ts";
import type { VerificationSessionRecord } from "../records/verification-session.ts";
import { configureEndpoints, rollSecret } from "../webhooks/endpoints.ts";
import { ControlError } from "./errors.ts";

/** A `/_control` request. */
type ControlRequest = { method: string; path: string; query: string; body: string; origin: string };

type Json = Record<string, unknown>;
type Route = {
  method: "GET" | "POST" | "DELETE";
  path: RegExp;
  run(emulator: Emulator, call: { id: string; body: Json; query: URLSearchParams; origin: string }): unknown;
};

/** Kinds whose presence means that time has begun: the clock may no longer go back. */
const datedKinds: readonly Kind[] = ["verification_session", "verification_report", "file", "file_link", "event"];

/** Stripe API, rolling a webhook's secret: the old one lives on for up to 24 hours. */
const mostRollSeconds = 24 * 3600;

const routes: readonly Route[] = [
  { method: "GET", path: /^\/keys$/, run: (emulator) => emulator.options.keys },
  {
    method: "GET",
    path: /^\/keys\/permissions$/,
    run: ({ database }) => ({ permissions: restrictedPermissions(database) }),
  },
  {
    method: "POST",
    path: /^\/keys\/permissions$/,
    run: ({ database }, { body }) => {
      const wanted = Array.isArray(body.permissions) ? body.permissions : null;
      const granted = permissions.filter((permission) => wanted?.includes(permission));
      if (!wanted || granted.length !== new Set(wanted).size) {
        throw new ControlError(`permissions must be an array of ${permissions.join(", ")}.`);
      }
      setRestrictedPermissions(database, granted);
      return { permissions: granted };
    },
  },
  {
    method: "POST",
    path: /^\/verification_sessions\/([^/]+)\/submit$/,
    run: (emulator, { id, body }) => {
      const session = findSession(emulator, id);
      const { outcome: named, delaySeconds = 0, outputs = {}, ...rest } = body;
      refuseRest(rest, "outcome, delaySeconds, outputs");
      const outcome = toOutcome(named);
      if (!outcome) throw new ControlError('outcome must be "verified" or a code of last_error.');
      submit(emulator, session, {
        outcome,
        delaySeconds: toSeconds(delaySeconds, "delaySeconds"),
        outputs: parseOutputs(outputs),
      });
      return sessionSnapshot(findSession(emulator, id));
    },
  },
  {
    method: "POST",
    path: /^\/verification_sessions\/([^/]+)\/override$/,
    run: (emulator, { id, body }) => {
      const session = findSession(emulator, id);
      if (body.status !== "verified" && body.status !== "requires_input") {
        throw new ControlError('status must be "verified" or "requires_input".');
      }
      override(emulator, session, body.status);
      return sessionSnapshot(findSession(emulator, id));
    },
  },
  {
    method: "POST",
    path: /^\/verification_flows$/,
    run: (emulator, { body, origin }) => createFlow(emulator, body, origin),
  },
  {
    method: "GET",
    path: /^\/verification_flows$/,
    run: (emulator, { origin }) => ({ verification_flows: listFlows(emulator, origin) }),
  },
  {
    method: "POST",
    path: /^\/verification_flows\/([^/]+)$/,
    run: (emulator, { id, body, origin }) => updateFlow(emulator, id, body, origin),
  },
  {
    method: "GET",
    path: /^\/deliveries$/,
    run: ({ deliveries }, { query }) => ({ deliveries: deliveries.log(query.get("eventId")) }),
  },
  {
    method: "POST",
    path: /^\/deliveries\/([^/]+)\/resend$/,
    run: async ({ deliveries, objects }, { id }) => {
      const event = objects.get("event", platformAccount, id);
      if (!event) throw new ControlError(`There is no event ${id}.`, 404);
      await deliveries.resend(event);
      return { deliveries: deliveries.log(id) };
    },
  },
  {
    method: "POST",
    path: /^\/webhook_endpoints\/([^/]+)\/roll$/,
    run: (emulator, { id, body }) => {
      const { expiresInSeconds = 0, ...rest } = body;
      refuseRest(rest, "expiresInSeconds");
      const seconds = toSeconds(expiresInSeconds, "expiresInSeconds");
      if (seconds > mostRollSeconds) throw new ControlError(`expiresInSeconds is at most ${mostRollSeconds}.`);
      const endpoint = emulator.objects.get("webhook_endpoint", platformAccount, id);
      if (!endpoint) throw new ControlError(`There is no webhook endpoint ${id}.`, 404);
      return { id, secret: rollSecret(emulator, endpoint, seconds), oldSecretExpiresInSeconds: seconds };
    },
  },
  { method: "GET", path: /^\/requests$/, run: ({ requestLog }) => ({ requests: requestLog.list() }) },
  { method: "GET", path: /^\/faults$/, run: ({ faults }) => ({ faults: faults.list() }) },
  { method: "POST", path: /^\/faults$/, run: ({ faults }, { body }) => faults.add(body) },
  {
    method: "DELETE",
    path: /^\/faults$/,
    run: ({ faults }) => {
      faults.clear();
      return { faults: [] };
    },
  },
  { method: "POST", path: /^\/rate_limits$/, run: controlRateLimits },
  { method: "GET", path: /^\/clock$/, run: clockState },
  { method: "POST", path: /^\/clock$/, run: moveClock },
  {
    method: "POST",
    path: /^\/reset$/,
    run: (emulator) => {
      emulator.database.empty();
      emulator.clock.setOffsetMs(0);
      emulator.faults.clear();
      emulator.rateLimits.set(emulator.options.rateLimits);
      emulator.requestLog.clear();
      emulator.scheduler.arm();
      configureEndpoints(emulator);
      return { reset: true };
    },
  },
];

/** Answers `/_control/…`: JSON in, JSON out, problems as `{error: {message}}`. */
export async function answerControl(emulator: Emulator, request: ControlRequest): Promise<Answer> {
  const path = request.path.slice("/_control".length);
  const onPath = routes.filter((route) => route.path.test(path));
  const route = onPath.find(({ method }) => method === request.method);
  try {
    if (onPath.length === 0) throw new ControlError(`There is no control ${request.path}.`, 404);
    if (!route)
      throw new ControlError(`${request.path} answers ${onPath.map(({ method }) => method).join(", ")}.`, 405);
    const id = route.path.exec(path)?.[1] ?? "";
    const call = {
      id,
      body: parseBody(request.body),
      query: new URLSearchParams(request.query),
      origin: request.origin,
    };
    // One transaction for what a control changes; one that waits (resend) does its own.
    return json(200, await emulator.database.transaction(() => route.run(emulator, call)));
  } catch (error) {
    if (error instanceof ControlError) return json(error.status, { error: { message: error.message } });
    throw error;
  }
}

function clockState({ clock }: Emulator) {
  return { now: clock.now(), offsetSeconds: Math.round(clock.offsetMs() / 1000) };
}

async function moveClock(emulator: Emulator, { body }: { body: Json }) {
  const { clock, objects, scheduler, deliveries } = emulator;
  const { advanceSeconds, now, ...rest } = body;
  refuseRest(rest, "advanceSeconds, now");
  if ((advanceSeconds === undefined) === (now === undefined)) {
    throw new ControlError("Give either advanceSeconds or now.");
  }
  if (advanceSeconds !== undefined) {
    clock.setOffsetMs(clock.offsetMs() + toSeconds(advanceSeconds, "advanceSeconds") * 1000);
  } else {
    const target = toSeconds(now, "now");
    if (target > 1e11) throw new ControlError("now is in Unix seconds, not milliseconds.");
    const realNow = Math.floor(Date.now() / 1000);
    // The present second means real time itself, not its beginning.
    const offsetMs = target === realNow ? 0 : target * 1000 - Date.now();
    if (target < clock.now() && !objects.isEmpty(datedKinds)) {
      throw new ControlError("The clock can go back only while the state is empty: POST /_control/reset first.");
    }
    clock.setOffsetMs(offsetMs);
  }
  scheduler.runDue();
  await deliveries.settle();
  return clockState(emulator);
}

function findSession(emulator: Emulator, id: string): VerificationSessionRecord {
  const session = emulator.objects.get("verification_session", platformAccount, id);
  if (!session) throw new ControlError(`There is no VerificationSession ${id}.`, 404);
  return session;
}

function toSeconds(value: unknown, name: string): number {
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return value;
  throw new ControlError(`${name} must be a number of seconds, 0 or more.`);
}

function refuseRest(rest: Json, known: string): void {
  const [stray] = Object.keys(rest);
  if (stray) throw new ControlError(`Unknown property: ${stray}. Known: ${known}.`);
}

function parseBody(text: string): Json {
  if (text.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Told below.
  }
  throw new ControlError("The body must be a JSON object.");
}
