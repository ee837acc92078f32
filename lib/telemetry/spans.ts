import "server-only";
import { context, propagation, ROOT_CONTEXT, type SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { isAppError } from "@/lib/errors";
import { type SpanFacts, tracerName } from "@/lib/telemetry/scrub";

/*
 * Without OTEL_EXPORTER_OTLP_ENDPOINT nobody has registered, and the API does nothing: `work` is called, and that is all.
 */

/** Says more about the span that is open: facts of the closed list. */
export function describeSpan(facts: SpanFacts): void {
  trace.getActiveSpan()?.setAttributes(facts);
}

/**
 * Runs `work` as one span of the trace that is under way, else of a new one. The name is a constant or an endpoint, never
 * an id. What `work` throws is thrown on; the span keeps its code or class, not its message.
 */
export async function inSpan<T>(
  name: string,
  kind: SpanKind,
  work: () => Promise<T>,
  facts: SpanFacts = {},
): Promise<T> {
  return trace.getTracer(tracerName).startActiveSpan(name, { kind, attributes: facts }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setAttribute("error.type", isAppError(error) ? error.code : error instanceof Error ? error.name : "unknown");
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The trace that is under way, as W3C trace context writes it, for a job to go on with; null when nothing is traced. */
export function currentTraceparent(): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

const underWay = new Set<string>();

/**
 * Runs `work` in the trace that `currentTraceparent` gave, elsewhere or before. Not where this process has a job of that
 * trace already, as when many events are replayed at once: @vercel/otel would end the spans of all with the first that
 * ends. Such a job makes a trace of its own; the request id still joins the two.
 */
export async function continueTrace<T>(traceparent: string | null, work: () => Promise<T>): Promise<T> {
  const continued = propagation.extract(ROOT_CONTEXT, { traceparent });
  const traceId = trace.getSpanContext(continued)?.traceId;
  if (traceId === undefined || underWay.has(traceId)) return context.with(ROOT_CONTEXT, work);
  underWay.add(traceId);
  try {
    return await context.with(continued, work);
  } finally {
    underWay.delete(traceId);
  }
}
