import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppError, LoggedError } from "@/lib/errors";
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

test("what the framework prints of an error that an action has logged is not written again", () => {
  const { error, warn } = console;
  captureConsole();
  console.error("⨯", new LoggedError("req-1"));
  Object.assign(console, { error, warn });
  expect(lines).toEqual([]);
});

test("a sender who goes away in the middle of a request is no error", async () => {
  const failed = Promise.withResolvers<unknown>();
  const server = createServer((request) => text(request).catch(failed.resolve)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const socket = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhalf");
  await once(server, "request");
  socket.destroy();
  const error = await failed.promise;
  server.close();

  const { error: before, warn } = console;
  captureConsole();
  console.error("⨯", error);
  console.error("⨯", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
  Object.assign(console, { error: before, warn });
  expect(lines.map((line) => JSON.parse(line).level)).toEqual([30, 50]);
});
