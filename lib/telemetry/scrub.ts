import type { Attributes, AttributeValue } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** The name our own spans go by. */
export const tracerName = "onboarding";

/** What our own spans may say: codes, counts and endpoints without ids. */
export type SpanFacts = {
  "http.request.method"?: string;
  "http.response.status_code"?: number;
  /** The endpoint, ids as `:id`. */
  "url.template"?: string;
  "stripe.request_id"?: string;
  "job.attempt"?: number;
  "job.outcome"?: string;
};

const ours: Record<keyof SpanFacts, true> = {
  "http.request.method": true,
  "http.response.status_code": true,
  "url.template": true,
  "stripe.request_id": true,
  "job.attempt": true,
  "job.outcome": true,
};

/*
 * Of Next's own only what comes from a closed list or from the names of our files. Its http.target, next.segment and
 * next.span_name hold addresses with their query, which may hold a mail address or the token of a link.
 */
const allowed = new Set([
  ...Object.keys(ours),
  ...["error.type", "http.method", "http.status_code", "http.route", "next.route", "next.span_type", "next.rsc"],
]);

// A code, a route or a number has no spaces, no "@", no "?" and no "="; whatever has one got here by mistake.
const harmless = (value: AttributeValue | undefined) =>
  typeof value === "number" ||
  typeof value === "boolean" ||
  (typeof value === "string" && /^[\w./:()[\]-]{1,128}$/.test(value));

function nameOf({ name, instrumentationScope }: ReadableSpan, attributes: Attributes): string {
  if (instrumentationScope.name === tracerName) return name;
  const { "http.method": method, "next.span_type": type } = attributes;
  const route = attributes["http.route"] ?? attributes["next.route"];
  return [method ?? type ?? "unnamed", route].filter((part) => part !== undefined).join(" ");
}

/**
 * A span as it may leave the process: known attributes of a harmless form, a name made from them unless it is ours, and
 * neither events nor messages nor links, since an exception's message may quote data. Ids, times and parents stay.
 */
export function scrub(span: ReadableSpan): ReadableSpan {
  const known = Object.entries(span.attributes).filter(([name, value]) => allowed.has(name) && harmless(value));
  const attributes = Object.fromEntries(known);
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    name: nameOf(span, attributes),
    kind: span.kind,
    spanContext: () => ({ traceId, spanId, traceFlags }),
    ...(span.parentSpanContext ? { parentSpanContext: span.parentSpanContext } : {}),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: { code: span.status.code },
    attributes,
    events: [],
    links: [],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
