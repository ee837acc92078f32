import { expect, test } from "vitest";
import { sessionTarget, specOf, syncJobs } from "@/lib/jobs/definitions";

// Jobs wait in databases through a deployment: what is written under one build is read under the next.
test("a sync is enqueued under the name, key, queue and payload that a running database holds", () => {
  expect(specOf(sessionTarget("vs_1"), { requestId: "r", traceparent: null, found: null })).toEqual({
    task: "syncVerificationSession",
    key: "syncVerificationSession:vs_1",
    queue: "syncVerificationSession:47",
    maxAttempts: 10,
    payload: { verificationSessionId: "vs_1", requestId: "r", traceparent: null, found: null },
  });
});

test("a sync's payload is read as the target's id and what it came from, and without an id it is refused", () => {
  const { payload } = syncJobs.verification_session;
  expect(payload.parse({ verificationSessionId: "vs_1", found: "unanswered" })).toEqual({
    id: "vs_1",
    found: "unanswered",
  });
  expect(payload.safeParse({ requestId: "r" }).success).toBe(false);
});
