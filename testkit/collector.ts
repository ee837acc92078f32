import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as OTLP's JSON writes it, as far as tests look at it. */
export type CollectedSpan = {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  failed: boolean;
  attributes: Record<string, string | number | boolean>;
};

type Attribute = { key: string; value: { stringValue?: string; boolValue?: boolean; intValue?: number } };
type Body = {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: (Pick<CollectedSpan, "name" | "traceId" | "spanId" | "kind"> & {
        parentSpanId?: string;
        status: { code: number };
        attributes: Attribute[];
      })[];
    }[];
  }[];
};

const toRecord = (attributes: Attribute[]) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.boolValue ?? value.intValue ?? ""]),
  );

/** An OpenTelemetry collector on a free port of loopback that takes `http/json` and keeps what it gets. */
export async function startCollector() {
  const received: { headers: Record<string, unknown>; path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ headers: request.headers, path: request.url ?? "", body });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A cast, because only a server on a pipe has another kind of address.
  const { port } = server.address() as AddressInfo;

  return {
    /** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
    endpoint: `http://127.0.0.1:${port}`,
    /** Every request as it came. */
    received,
    spans(): CollectedSpan[] {
      // A cast, because OTLP says so.
      const bodies = received.map(({ body }) => JSON.parse(body) as Body);
      return bodies
        .flatMap(({ resourceSpans }) => resourceSpans)
        .flatMap(({ resource, scopeSpans }) =>
          scopeSpans
            .flatMap(({ spans }) => spans)
            .map(({ parentSpanId, status, attributes, ...span }) => ({
              ...span,
              service: String(toRecord(resource.attributes)["service.name"]),
              parentSpanId: parentSpanId ?? null,
              failed: status.code === 2,
              attributes: toRecord(attributes),
            })),
        );
    },
    stop(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
