import { request } from "node:http";
import { createRequire } from "node:module";
import { propagation, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { afterAll, describe, expect, test, vi } from "vitest";
import { readEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { continueTrace, currentTraceparent, describeSpan, inSpan } from "@/lib/telemetry/spans";
import { startTracing } from "@/lib/telemetry/start";
import { startCollector } from "../../testkit/collector.ts";
import { testEnvironment } from "../../testkit/environment.ts";

const collector = await startCollector();
afterAll(collector.stop);

function start(settings: Record<string, string>) {
  const read = readEnv({ ...testEnvironment, DATABASE_URL: "postgresql://localhost/app", ...settings });
  if (!("env" in read)) throw new Error(read.problems.join());
  return startTracing("onboarding-worker", read.env.traces);
}
let send = async () => {};
async function sent(name: string) {
  await send();
  return collector.spans().filter((span) => span.name === name);
}

// First, because a process that traces once does so to its end.
test("without an endpoint nothing is loaded and nothing traced, and the work is done all the same", async () => {
  const { cache } = createRequire(import.meta.url);
  const loaded = () => Object.keys(cache).some((file) => file.includes("@opentelemetry/sdk-trace"));
  await (await start({}))();
  const done = await continueTrace(null, () => inSpan("work", SpanKind.INTERNAL, async () => currentTraceparent()));
  expect(done).toBeNull();
  expect(loaded()).toBe(false);

  send = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20of-the-tests, x-tenant=a=b",
  });
  expect(loaded()).toBe(true);
});

describe("with an endpoint", () => {
  test("a job goes on with the trace of the click that asked for it", async () => {
    const payload = await inSpan("click", SpanKind.SERVER, async () => JSON.stringify(currentTraceparent()));
    const job = () =>
      inSpan("job", SpanKind.CONSUMER, async () => describeSpan({ "job.outcome": "synced" }), { "job.attempt": 1 });
    await continueTrace(JSON.parse(payload), job);

    const [click] = await sent("click");
    expect(await sent("job")).toMatchObject([
      {
        service: "onboarding-worker",
        traceId: click?.traceId,
        parentSpanId: click?.spanId,
        attributes: { "job.attempt": 1, "job.outcome": "synced" },
      },
    ]);
    expect(collector.received[0]).toMatchObject({
      path: "/v1/traces",
      headers: { authorization: "Bearer of-the-tests", "x-tenant": "a=b" },
    });
  });

  test("of jobs that one click asked for, one at a time goes on with its trace, and each span is whole", async () => {
    const traceparent = await inSpan("click on all", SpanKind.SERVER, async () => currentTraceparent());
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const job = (name: string, until: Promise<void>) =>
      continueTrace(traceparent, () =>
        inSpan(name, SpanKind.CONSUMER, async () => {
          await until;
          describeSpan({ "job.outcome": "synced" });
        }),
      );
    const both = [job("first of many", first.promise), job("second of many", second.promise)];
    first.resolve();
    await both[0];
    second.resolve();
    await both[1];

    const [click] = await sent("click on all");
    const whole = { attributes: { "job.outcome": "synced" } };
    expect(await sent("first of many")).toMatchObject([{ ...whole, traceId: click?.traceId }]);
    const [other] = await sent("second of many");
    expect(other).toMatchObject({ ...whole, parentSpanId: null });
    expect(other?.traceId).not.toBe(click?.traceId);
    await job("third of many", Promise.resolve());
    expect(await sent("third of many")).toMatchObject([{ traceId: click?.traceId }]);
  });

  test("nobody who is called gets to know the trace", async () => {
    // By this name, which is what the library's own instrumentation would trust.
    const called = `http://localhost:${new URL(collector.endpoint).port}/called`;
    const body = JSON.stringify({ resourceSpans: [] });
    await inSpan("calling", SpanKind.CLIENT, async () => {
      await fetch(called, { method: "POST", body });
      await new Promise((resolve) => request(called, { method: "POST" }, resolve).end(body));
    });
    const calls = collector.received.filter(({ path }) => path === "/called");
    expect(calls.map(({ headers }) => headers.traceparent)).toEqual([undefined, undefined]);
  });

  test("a failure leaves its code or its class, never its message", async () => {
    const fails = (error: unknown) =>
      inSpan("failing", SpanKind.INTERNAL, async () => {
        throw error;
      }).catch((caught: unknown) => expect(caught).toBe(error));
    await fails(new AppError("stripe_busy", "Stripe answered 429"));
    await fails(new TypeError("ada@demo.test is not a function"));

    expect(await sent("failing")).toMatchObject([
      { failed: true, attributes: { "error.type": "stripe_busy" } },
      { failed: true, attributes: { "error.type": "TypeError" } },
    ]);
    expect(JSON.stringify(collector.received)).not.toContain("ada@demo.test");
  });

  test("of the framework's spans only what comes from closed lists leaves the process", async () => {
    const address = "/verifications?q=ada%40demo.test";
    const headers = { traceparent: `00-${"1".repeat(32)}-${"2".repeat(16)}-01`, tracestate: "who=Ada" };
    const options = {
      attributes: {
        "http.method": "GET",
        "http.target": address,
        "http.route": "/verifications/[id]",
        "next.span_name": `GET ${address}`,
        "next.segment": `__PAGE__?{"q":"ada@demo.test"}`,
        "next.span_type": "BaseServer.handleRequest",
        "error.type": "somebody called Ada",
      },
      links: [
        { context: { traceId: "1".repeat(32), spanId: "1".repeat(16), traceFlags: 1 }, attributes: { ada: "Ada" } },
      ],
    };
    const received = propagation.extract(ROOT_CONTEXT, headers);
    const span = trace.getTracer("next.js").startSpan(`GET ${address}`, options, received);
    span.recordException(new Error("no such user: ada@demo.test"));
    span.setStatus({ code: 2, message: "no such user: ada@demo.test" });
    span.end();

    const [framework] = await sent("GET /verifications/[id]");
    expect(framework).toMatchObject({ failed: true, traceId: "1".repeat(32), parentSpanId: "2".repeat(16) });
    expect(framework?.attributes).toEqual({
      "http.method": "GET",
      "http.route": "/verifications/[id]",
      "next.span_type": "BaseServer.handleRequest",
    });
    expect(JSON.stringify(collector.received)).not.toMatch(/demo.test|Ada/);
  });

  test("log lines carry the id of the trace", async () => {
    const lines: string[] = [];
    const stdout = vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
    await inSpan("logging", SpanKind.INTERNAL, async () => log.info("something happened"));
    stdout.mockRestore();
    const [span] = await sent("logging");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ traceId: span?.traceId });
  });

  test("a collector that is away is logged and keeps nobody from their work", async () => {
    await collector.stop();
    const lines: string[] = [];
    const stdout = vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
    expect(await inSpan("unsent", SpanKind.INTERNAL, async () => "done")).toBe("done");
    await send();
    stdout.mockRestore();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ msg: "traces could not be sent", count: 1 }]);
  });
});
