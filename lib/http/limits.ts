import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { appendPeer } from "@/lib/http/forwarded-for";

/** How long a request may take to arrive: its headers, and then its body. The answer may take longer. */
const arrivalMs = 10_000;

/** How long nothing may move on a connection that has a request or an answer under way. */
const stillMs = 60_000;

const tooSlow = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

type Started = { request: IncomingMessage; response: ServerResponse; socket: Socket; server: Server };

// `next dev` loads modules again; every further subscription would append the peer once more.
const kept = globalThis as typeof globalThis & { requestsAreLimited?: true };

/**
 * Sets the limits of every HTTP server of this process, for good: a body that is not whole in time is answered 408 and its
 * connection closed, on every route; late headers likewise, at Node's next look, every 30 s. Also appends the peer's
 * address to X-Forwarded-For, as a proxy does, before any handler reads it.
 */
export function limitRequests(limits: { arrivalMs: number } = { arrivalMs }): void {
  if (kept.requestsAreLimited) return;
  kept.requestsAreLimited = true;
  let stopping = false;
  process.once("SIGTERM", () => {
    stopping = true;
  });
  // Node's own channel, which speaks before the handler is called: `next start` gives no other way to its server.
  subscribe("http.server.request.start", (message) => {
    // A cast, because Node's documentation says so; limits.test.ts fails when it is otherwise.
    const { request, response, socket, server } = message as Started;
    server.headersTimeout = limits.arrivalMs;
    server.timeout = stillMs;
    // A client that goes on asking on a kept connection would keep a stopping process alive for as long as it likes.
    if (stopping) response.setHeader("connection", "close");
    request.headers["x-forwarded-for"] = appendPeer(forwardedFor(request), socket.remoteAddress ?? "unknown");

    if (!announcesBody(request)) return;
    const timer = setTimeout(() => {
      if (request.complete) return;
      if (!response.headersSent) socket.write(tooSlow);
      socket.destroySoon();
    }, limits.arrivalMs);
    request.once("close", () => clearTimeout(timer));
  });
}

// Node joins repeated headers of this name itself.
const forwardedFor = ({ headers }: IncomingMessage) => headers["x-forwarded-for"]?.toString();

const announcesBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
