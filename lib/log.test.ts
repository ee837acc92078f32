import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { captureConsole, log, withRequestId } from "@/lib/log";

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

test("a name or an address that gets into a field is withheld", () => {
  log.info("something happened", { code: "Ada Beispieler", status: "ada@demo.test", verificationSessionId: "vs_1" });
  expect(lines.join()).not.toMatch(/Beispieler|demo\.test/);
  expect(lines.join()).toContain("vs_1");
});

test("of a stranger's error only its kind and place are written, never its message", () => {
  const cause = new Error("duplicate key (email)=(ada@demo.test)");
  log.error("a job failed", {}, new AppError("stripe_busy", "Stripe answered 429", { cause }));
  expect(lines.join()).not.toContain("ada@demo.test");
  expect(lines.join()).toContain("Stripe answered 429");
  expect(lines.join()).toContain('"stack"');
});

test("every line within a request carries its id", () => {
  withRequestId("req-1", () => log.info("something happened"));
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ requestId: "req-1" });
});

test("what the framework prints of an error is written by the same rules", () => {
  const { error, warn } = console;
  captureConsole();
  console.error("⨯", new TypeError("ada@demo.test is not a function"));
  Object.assign(console, { error, warn });
  expect(lines.join()).not.toContain("ada@demo.test");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ error: { kind: "TypeError" } });
});
