import type { Hit } from "../faults/faults.ts";
import { ApiError } from "./errors.ts";
import { type Answer, cutConnection, hangConnection, json, type Reply } from "./reply.ts";

/** The codes Stripe gives to a refusal that has only one. */
const codes: Readonly<Record<number, string>> = {
  404: "resource_missing",
  409: "idempotency_key_in_use",
  429: "rate_limit",
};

/**
 * What a fault injects into an execution. It waits for `pauseMs` just before it does anything, so that latency holds an
 * idempotency key as a slow execution does; a crash, before or after the effect, is an answer that is kept for the key.
 */
export type Injection = { pauseMs: number; crash: { when: "before" | "after"; error: ApiError } | null };

const noInjection: Injection = { pauseMs: 0, crash: null };

/** Answers a request as a fault says; `answer` executes it with what the fault injects. */
export async function answerWithFault(
  hit: Hit | null,
  { requestId, headers }: { requestId: string; headers: Record<string, string> },
  answer: (injection: Injection) => Promise<Answer>,
): Promise<Reply> {
  switch (hit?.kind) {
    case "hang":
      return hangConnection;
    case "cut_before":
      return cutConnection;
    case "status":
      return refusal(hit, requestId, headers);
    case "lock_timeout":
      return json(429, locked.toBody(requestId), { ...headers, "stripe-should-retry": "true" });
    case "cut_after":
      await answer(noInjection);
      return cutConnection;
    case "garbage":
      return halved(await answer(noInjection));
    case "crash_before":
      return answer({ pauseMs: 0, crash: { when: "before", error: errorOf(hit) } });
    case "crash_after":
      return answer({ pauseMs: 0, crash: { when: "after", error: errorOf(hit) } });
    default:
      return answer({ pauseMs: hit?.pauseMs ?? 0, crash: null });
  }
}

/** As recorded: it names no parameter, and the SDK tries again by itself. */
const locked = new ApiError(
  "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent requests to a single object, make your requests serially or at a lower rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.",
  { status: 429, code: "lock_timeout" },
);

function refusal(hit: Hit, requestId: string, headers: Record<string, string>): Answer {
  return json(hit.status, errorOf(hit).toBody(requestId), {
    ...headers,
    ...(hit.shouldRetry !== null && { "stripe-should-retry": String(hit.shouldRetry) }),
  });
}

function errorOf({ status }: Hit): ApiError {
  const code = codes[status];
  const type = status >= 500 ? "api_error" : "invalid_request_error";
  return new ApiError("The emulator was told to fail here.", { status, type, ...(code && { code }) });
}

/** The answer with a body that ends in its middle, and so is no JSON. */
const halved = (answer: Answer): Answer => ({ ...answer, body: answer.body.slice(0, answer.body.length / 2) });
