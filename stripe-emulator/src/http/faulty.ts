import type { Hit } from "../control/faults.ts";
import { ApiError } from "./errors.ts";
import { type Answer, cutConnection, hangConnection, json, type Reply } from "./reply.ts";

/** The codes Stripe gives to a refusal that has only one. */
const codes: Readonly<Record<number, string>> = {
  404: "resource_missing",
  409: "idempotency_key_in_use",
  429: "rate_limit",
};

/**
 * Answers a request as a fault says. `answer` is the honest answer; it waits for the pause it is given just before it
 * executes anything, so that latency holds an idempotency key as a slow execution would.
 */
export async function answerWithFault(
  hit: Hit | null,
  { requestId, headers }: { requestId: string; headers: Record<string, string> },
  answer: (pauseMs: number) => Promise<Answer>,
): Promise<Reply> {
  switch (hit?.kind) {
    case "hang":
      return hangConnection;
    case "cut_before":
      return cutConnection;
    case "status":
      return refusal(hit, requestId, headers);
    case "cut_after":
      await answer(0);
      return cutConnection;
    case "garbage":
      return halved(await answer(0));
    default:
      return answer(hit?.pauseMs ?? 0);
  }
}

function refusal({ status, shouldRetry }: Hit, requestId: string, headers: Record<string, string>): Answer {
  const code = codes[status];
  const error = new ApiError("The emulator was told to fail here.", {
    status,
    type: status >= 500 ? "api_error" : "invalid_request_error",
    ...(code && { code }),
  });
  return json(status, error.toBody(requestId), {
    ...headers,
    ...(shouldRetry !== null && { "stripe-should-retry": String(shouldRetry) }),
  });
}

/** The answer with a body that ends in its middle, and so is no JSON. */
const halved = (answer: Answer): Answer => ({ ...answer, body: answer.body.slice(0, answer.body.length / 2) });
