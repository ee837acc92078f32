import http from "node:http";
import { externalAccountEndpoints } from "./accounts/banks/endpoints.ts";
import { capabilityEndpoints } from "./accounts/capabilities/endpoints.ts";
import { accountEndpoints } from "./accounts/endpoints.ts";
import { accountLinkEndpoints } from "./accounts/onboarding/links.ts";
import { accountSessionEndpoints } from "./accounts/onboarding/sessions.ts";
import { personEndpoints } from "./accounts/persons/endpoints.ts";
import { rejectionEndpoints } from "./accounts/rejection.ts";
import { tokenEndpoints } from "./accounts/tokens.ts";
import { chargeEndpoints } from "./accounts/trigger-cards/charges.ts";
import { paymentIntentEndpoints } from "./accounts/trigger-cards/payment-intents.ts";
import { paymentMethodEndpoints } from "./accounts/trigger-cards/payment-methods.ts";
import { type Listeners, listenPath } from "./cli/listeners.ts";
import { cliEndpoints } from "./cli/sessions.ts";
import type { Scheduler } from "./clock/scheduler.ts";
import { customerEndpoints } from "./customers/endpoints.ts";
import { fileEndpoints } from "./files/endpoints.ts";
import { answerLink } from "./files/links.ts";
import { answerAsset } from "./hosted/assets.ts";
import { answerStart, answerStaticLink, type PageRequest } from "./hosted/routes.ts";
import { answerSetup } from "./hosted/setup.ts";
import { Api, type ApiContext } from "./http/api.ts";
import { preflight, readableByPages } from "./http/cross-origin.ts";
import type { Endpoint } from "./http/endpoint.ts";
import { isOwnHost } from "./http/own-host.ts";
import { type Answer, cutConnection, hangConnection, json, type Reply } from "./http/reply.ts";
import { verificationReportEndpoints } from "./identity/verification-reports.ts";
import { verificationSessionEndpoints } from "./identity/verification-sessions.ts";
import type { EmulatorOptions } from "./options.ts";
import { resources } from "./resources.ts";
import type { Deliveries } from "./webhooks/deliveries.ts";
import { webhookEndpointEndpoints } from "./webhooks/endpoints.ts";
import { eventEndpoints } from "./webhooks/event-endpoints.ts";

/** What the server hands to the rooms it routes to; each takes what it names. */
export type ServerContext = ApiContext & {
  scheduler: Scheduler;
  deliveries: Deliveries;
  listeners: Listeners;
  options: EmulatorOptions;
};

const otherHost = json(421, {
  error: {
    type: "invalid_request_error",
    message:
      "The Host of this request is not a name of this emulator, which answers as localhost, 127.0.0.1 or [::1] with its own " +
      "port, and with --host at other addresses, too.",
  },
});
const largestBodyBytes = 1024 * 1024;
/** Of an upload: the largest file, and room for the form around it. */
const largestUploadBytes = 11 * 1024 * 1024;

/** The HTTP server of an emulator, not yet listening. */
export function createServer(context: ServerContext): http.Server {
  const endpoints: readonly Endpoint<ServerContext>[] = [
    ...verificationSessionEndpoints,
    ...verificationReportEndpoints,
    ...fileEndpoints,
    ...customerEndpoints,
    ...eventEndpoints,
    ...webhookEndpointEndpoints,
    ...accountEndpoints,
    ...rejectionEndpoints,
    ...personEndpoints,
    ...capabilityEndpoints,
    ...externalAccountEndpoints,
    ...tokenEndpoints,
    ...chargeEndpoints,
    ...paymentMethodEndpoints,
    ...paymentIntentEndpoints,
    ...accountLinkEndpoints,
    ...accountSessionEndpoints,
    ...cliEndpoints,
  ];
  const api = new Api(context, endpoints, resources);
  const pathsForPages = new Set(endpoints.flatMap(({ path, fromPages }) => (fromPages ? [path] : [])));

  const comesByOwnHost = (request: http.IncomingMessage) =>
    isOwnHost(request.headers.host, { host: context.options.host, port: request.socket.localPort });

  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const [path = "", query = ""] = splitOnce(request.url ?? "/", "?");
    const method = request.method ?? "GET";
    const origin = `http://${request.headers.host ?? "localhost"}`;
    const own = comesByOwnHost(request);
    const body = await readBody(request, path === "/v1/files" ? largestUploadBytes : largestBodyBytes);
    const asked = { method, path, query, origin, body, headers: request.headers };
    send(request, response, own ? await answer(asked) : otherHost);
  }

  async function answer(request: {
    method: string;
    path: string;
    query: string;
    origin: string;
    body: Buffer | null;
    headers: http.IncomingHttpHeaders;
  }): Promise<Reply> {
    const { method, path, query, origin, headers } = request;
    const isForPages = pathsForPages.has(path);
    if (isForPages && method === "OPTIONS") return preflight;
    if (path.startsWith("/v1/")) {
      const reply = await api.answer(request);
      return isForPages ? readableByPages(reply) : reply;
    }
    if (request.body === null) return text(413, "The request body is too large.");
    const body = request.body.toString();
    if (path.startsWith("/_control/")) {
      if (comesFromOtherOrigin(headers, origin)) return json(403, { error: { message: "Not from another origin." } });
      // Read with the first control, so that a start does not wait for the schemas.
      const { answerControl } = await import("./control/routes.ts");
      return answerControl(context, { method, path, query, body, origin });
    }
    const page: PageRequest = {
      method,
      path,
      query: new URLSearchParams(query),
      form: new URLSearchParams(body),
      acceptLanguage: headers["accept-language"],
      origin,
    };
    if (path.startsWith("/setup/")) return answerSetup(context, page);
    if (path.startsWith("/start/") && (method === "GET" || method === "HEAD" || method === "POST"))
      return answerStart(context, page);
    if (method !== "GET" && method !== "HEAD") return text(405, "Method not allowed.");
    // Every visit makes a session, so nothing but a visit may.
    if (path.startsWith("/start-flow/")) {
      return method === "GET" ? answerStaticLink(context, page) : text(405, "Method not allowed.");
    }
    if (path.startsWith("/links/")) return answerLink(context, path.slice("/links/".length));
    if (path === "/healthz") return json(200, { ok: true });
    if (path === "/")
      return text(
        200,
        "Stripe emulator: /v1 (API), /start and /setup (hosted pages), /endive/stripe.js, /v1.0/connect.js, /_control (test controls).",
      );
    return answerAsset(context.options.brandColor, path) ?? text(404, "Not found.");
  }

  const server = http.createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error("stripe-emulator: request failed", error);
      response.destroy();
    });
  });
  server.on("upgrade", (request, socket, head) => {
    const [path] = splitOnce(request.url ?? "/", "?");
    if (path === listenPath && comesByOwnHost(request)) context.listeners.accept(request, socket, head);
    else socket.destroy();
  });
  // Longer than clients keep idle connections, so that they close first and no request meets a closing one.
  server.keepAliveTimeout = 120_000;
  return server;
}

/**
 * True for a request that a page of another origin makes: it must not drive the emulator behind its user's back. Browsers
 * say so by either header; programs send neither.
 */
function comesFromOtherOrigin(headers: http.IncomingHttpHeaders, origin: string): boolean {
  const site = headers["sec-fetch-site"];
  const isOwnSite = site === undefined || site === "same-origin" || site === "none";
  return (headers.origin !== undefined && headers.origin !== origin) || !isOwnSite;
}

function send(request: http.IncomingMessage, response: http.ServerResponse, reply: Reply): void {
  if (reply === hangConnection) return;
  if (reply === cutConnection) {
    request.socket.destroy();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
  response.end(request.method === "HEAD" ? undefined : reply.body);
}

/** The whole body, or null if it is larger than the limit; the rest is read and dropped. */
function readBody(request: http.IncomingMessage, largestBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= largestBytes) chunks.push(chunk);
    });
    request.on("end", () => resolve(bytes > largestBytes ? null : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

function splitOnce(whole: string, separator: string): string[] {
  const at = whole.indexOf(separator);
  return at < 0 ? [whole] : [whole.slice(0, at), whole.slice(at + separator.length)];
}

const text = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
});
