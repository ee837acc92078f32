import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { askedIn } from "@/i18n/negotiate";
import { appendPeer } from "@/lib/http/forwarded-for";
import { lendChunks } from "@/lib/http/lend-chunks";
import { closeConnectionsOnStop } from "@/lib/http/orderly-stop";
import { refusalOf } from "@/lib/http/refusal";
import { requestContext, requestIdHeader, type Stage } from "@/lib/http/request-context";
import { refusedHead } from "@/lib/http/request-head";
import { rulesOf } from "@/lib/http/routes";
import { securityHeaders } from "@/lib/http/security-headers";
import { sendWhole } from "@/lib/http/whole-answer";
import { withRequestId } from "@/lib/log";

/** How long nothing may move on a connection that has a request or an answer under way. */
const stillMs = 60_000;

const tooSlow = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

type Started = { request: IncomingMessage; response: ServerResponse; socket: Socket; server: Server };

// `next dev` loads modules again; every further subscription would append the peer once more.
const kept = globalThis as typeof globalThis & { requestsAreLimited?: true };

/**
 * Sets the limits of every HTTP server of this process, for good: a body that is not whole in its route's time (routes.ts)
 * is answered 408 and its connection closed; late headers likewise, at Node's next look, every 30 s. A method or an address that
 * nothing of ours has is refused before any handler, and every answer carries the security headers, unless its handler
 * sets others. Before any handler reads it, each request gets its context (request-context.ts) and, as from a proxy, the
 * peer's address at the end of X-Forwarded-For, and what our own pages send is known by its origin, `appUrl`, whatever host a proxy
 * asks for. A page is sent whole (whole-answer.ts). A process that is stopped waits
 * for answers alone (orderly-stop.ts).
 */
export function limitRequests({
  arrivalOf = (path: string) => rulesOf(path).arrivalMs,
  apiBase = "",
  appUrl = "",
  development = false,
} = {}): void {
  if (kept.requestsAreLimited) return;
  kept.requestsAreLimited = true;
  const noteAnswer = closeConnectionsOnStop();
  const ownHost = URL.parse(appUrl)?.host;
  // Node's own channel, which speaks before the handler is called: `next start` gives no other way to its server.
  subscribe("http.server.request.start", (message) => {
    // A cast, because Node's documentation says so; limits.test.ts fails when it is otherwise.
    const { request, response, socket, server } = message as Started;
    refuseBeforeHandlers(server, development);
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    // What has a hash in its name never changes; all else may be somebody's data.
    if (!request.url?.startsWith("/_next/static/")) response.setHeader("cache-control", "no-store");
    giveContext(request, response, { apiBase, development });
    // The middleware, as Next, compares the origin of what is posted with the host that was asked for; a proxy that was not told
    // otherwise asks for this server by its own name.
    if (ownHost && request.headers.origin === appUrl) request.headers["x-forwarded-host"] = ownHost;
    const arrivalMs = arrivalOf(pathOf(request));
    // For later requests, whose address is not known before their headers have come.
    server.headersTimeout = arrivalOf("/");
    server.timeout = stillMs;
    noteAnswer(response);
    request.headers["x-forwarded-for"] = appendPeer(forwardedFor(request), socket.remoteAddress ?? "unknown");

    if (!announcesBody(request)) return;
    if (rulesOf(pathOf(request)).takesFile) lendChunks(request);
    const timer = setTimeout(() => {
      if (request.complete) return;
      if (!response.headersSent) socket.write(tooSlow);
      socket.destroySoon();
    }, arrivalMs);
    request.once("close", () => clearTimeout(timer));
  });
}

const refusing = new WeakSet<Server>();

/** Stands before what answers this server's requests, from the one on that Node is about to hand over. */
function refuseBeforeHandlers(server: Server, development: boolean): void {
  if (refusing.has(server)) return;
  refusing.add(server);
  // Node then answers as if nobody had asked for an upgrade. Next would leave a connection open for ever that asks for
  // one at an address without a page.
  // `next dev` tells its pages by a WebSocket what has changed.
  if (!development) server.removeAllListeners("upgrade");
  const handlers = server.rawListeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const status = refusedHead(request, development);
    if (status === null) {
      const id = request.headers[requestIdHeader]?.toString() ?? "unknown";
      for (const handler of handlers) withRequestId(id, () => Reflect.apply(handler, server, [request, response]));
      return;
    }
    const asked = askedIn(request.headers.cookie, request.headers["accept-language"]);
    const { headers, text } = refusalOf(status, asked, rulesOf(pathOf(request)).methods);
    response.writeHead(status, headers).end(text);
  });
}

/** In the middleware, which Next offers for this, it would cost a page a quarter of its time. */
function giveContext(request: IncomingMessage, response: ServerResponse, stage: Stage): void {
  const { method = "", url = "", headers } = request;
  const { policy } = rulesOf(pathOf(request));
  // `next dev` answers a page in pieces, the last of which may come late.
  if (policy !== null && !stage.development) sendWhole(request, response);
  // No proxy may change a page: Cloudflare replaces mail addresses in it by a script, which the policy forbids.
  if (policy !== null) response.setHeader("cache-control", "no-store, no-transform");
  const context = requestContext(policy, { method, url, referer: headers.referer ?? null }, stage);
  delete headers["content-security-policy"];
  Object.assign(headers, context.request);
  for (const [name, value] of Object.entries(context.response)) response.setHeader(name, value);
  // The middleware, which judges what is posted, knows a body by its type; this is what RFC 9110, 8.3, has one without a type be.
  // Next takes an empty one for none, too.
  if (method === "POST") headers["content-type"] ||= "application/octet-stream";
}

const pathOf = ({ url = "/" }: IncomingMessage) => url.split("?", 1)[0] ?? "/";

// Node joins repeated headers of this name itself.
const forwardedFor = ({ headers }: IncomingMessage) => headers["x-forwarded-for"]?.toString();

const announcesBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
