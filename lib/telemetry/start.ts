import "server-only";
import type { Env } from "@/lib/env";
import { log } from "@/lib/log";
import { scrub } from "@/lib/telemetry/scrub";

/**
 * Sends traces of this process to a collector from here on; where there is none, loads nothing. What it returns sends at
 * once what still waits, for the end of the process. A collector that is away is logged and does no other harm: what
 * cannot be sent is dropped.
 */
export async function startTracing(
  service: "onboarding-web" | "onboarding-worker",
  traces: Env["traces"],
): Promise<() => Promise<void>> {
  if (!traces) return async () => {};

  const [{ OTLPHttpJsonTraceExporter, OTLPHttpProtoTraceExporter, registerOTel }, { BatchSpanProcessor }] =
    await Promise.all([import("@vercel/otel"), import("@opentelemetry/sdk-trace-base")]);
  const Exporter = traces.protocol === "http/json" ? OTLPHttpJsonTraceExporter : OTLPHttpProtoTraceExporter;
  const exporter = new Exporter({ url: traces.url, headers: traces.headers });
  const processor = new BatchSpanProcessor({
    export: (spans, done) =>
      exporter.export(spans.map(scrub), (result) => {
        if (result.code !== 0) log.warn("traces could not be sent", { count: spans.length }, result.error);
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  });
  registerOTel({
    serviceName: service,
    // The library takes every process for one of its maker's.
    attributes: { "cloud.provider": undefined },
    // None: it would name spans by whole addresses, and hand our trace on to whoever is called.
    instrumentations: [],
    propagators: ["tracecontext"],
    spanProcessors: [processor],
  });
  // What fails is logged above.
  return () => processor.forceFlush().catch(() => {});
}
