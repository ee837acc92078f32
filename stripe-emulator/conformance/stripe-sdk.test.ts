import { afterAll, afterEach, describe, expect } from "vitest";
import { operations } from "./openapi.ts";
import { closeTarget, emulatorOnly, findings } from "./target.ts";

afterAll(() => closeTarget());

// Each case answers for the answers it got.
afterEach(() => {
  expect(findings.problems.splice(0), "differences from Stripe's OpenAPI document").toEqual([]);
});

await import("./cases/transport.ts");
await import("./cases/idempotency.ts");
await import("./cases/lists.ts");
await import("./cases/account.ts");
await import("./cases/connect.ts");
await import("./cases/customers.ts");
await import("./cases/verification-sessions.ts");
await import("./cases/files.ts");
await import("./cases/events.ts");
await import("./cases/retries.ts");

describe("the run", () => {
  emulatorOnly("drove every operation of the document", () => {
    expect(operations.filter((operation) => !findings.succeeded.has(operation))).toEqual([]);
  });
});
