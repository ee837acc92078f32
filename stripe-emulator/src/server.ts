import { readFileSync } from "node:fs";
import http from "node:http";
import { answerControl } from "./control/routes.ts";
import type { Emulator } from "./emulator.ts";
import { fileEndpoints } from "./files/endpoints.ts";
import { answerLink } from "./files/links.ts";
import { answerStart, answerStaticLink, type PageRequest } from "./hosted/routes.ts";
import { Api } from "./http/api.ts";
import { type Answer, cutConnection, hangConnection, json, type Reply } from "./http/reply.ts";
import { verificationReportEndpoints } from "./identity/verification-reports.ts";
import { verificationSessionEndpoints } from "./identity/verification-sessions.ts";
import { eventEndpoints, webhookEndpointEndpoints } from "./webhooks/endpoints.ts";

const largestBodyBytes = 1024 * 1024;

const asset = (path: string) => readFileSync(new URL(path, import.meta.url));

/** Files the browser loads. The script is loaded by pages of other origins. */
const assets: Readonly<Record<string, { type: string; content: Buffer }>> = {
  "/endive/stripe.js": { type: "text/javascript; charset=utf-8", content: asset("./browser/stripe.js") },
  "/assets/hosted.js": { type: "text/javascript; charset=utf-8", content: asset("./hosted/hosted.js") },
  "/assets/hosted.css": { type: "text/css; charset=utf-8", content: asset("./hosted/hosted.css") },
};

/** The HTTP server of an emulator, not yet listening. */
export function createServer(emulator: Emulator): http.Server {
  const api = new Api(emulator, [
    ...verificationSessionEndpoints,
    ...verificationReportEndpoints,
    ...fileEndpoints,
    ...eventEndpoints,
    ...webhookEndpointEndpoints,
  ]);

  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const [path = "", query = ""] = splitOnce(request.url ?? "/", "?");
    const method = request.method ?? "GET";
    const origin = `http://${request.headers.host ?? "localhost"}`;
    const body = await readBody(request);
    send(request, response, await answer({ method, path, query, origin, body, headers: request.headers }));
  }

  async function answer(request: {
    method: string;
    path: string;
    query: string;
    origin: string;
    body: string | null;
    headers: http.IncomingHttpHeaders;
  }): Promise<Reply> {
    const { method, path, query, origin, body, headers } = request;
    if (path.startsWith("/v1/")) return api.answer(request);
    if (body === null) return text(413, "The request body is too large.");
    if (path.startsWith("/_control/")) {
      // A page of another site must not drive the emulator behind its user's back.
      if (headers.origin && headers.origin !== origin)
        return json(403, { error: { message: "Not from another origin." } });
      return answerControl(emulator, { method, path, query, body, origin });
    }
    const page: PageRequest = {
      method,
      path,
      query: new URLSearchParams(query),
      form: new URLSearchParams(body),
      acceptLanguage: headers["accept-language"],
      origin,
    };
    if (path.startsWith("/start/") && (method === "GET" || method === "POST")) return answerStart(emulator, page);
    if (method !== "GET" && method !== "HEAD") return text(405, "Method not allowed.");
    if (path.startsWith("/start-flow/")) return answerStaticLink(emulator, page);
    if (path.startsWith("/links/")) return answerLink(emulator, path.slice("/links/".length));
    if (path === "/healthz") return json(200, { ok: true });
    if (path === "/")
      return text(
        200,
        "Stripe emulator: /v1 (API), /start (hosted page), /endive/stripe.js, /_control (test controls).",
      );
    return answerAsset(path) ?? text(404, "Not found.");
  }

  const server = http.createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error("stripe-emulator: request failed", error);
      response.destroy();
    });
  });
  // Longer than clients keep idle connections, so that they close first and no request meets a closing one.
  server.keepAliveTimeout = 120_000;
  return server;
}

function answerAsset(path: string): Answer | null {
  const found = Object.hasOwn(assets, path) ? assets[path] : undefined;
  return (
    (found && {
      status: 200,
      headers: {
        "content-type": found.type,
        "cache-control": "no-cache",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
      },
      body: found.content,
    }) ??
    null
  );
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

/** The whole body as text, or null if it is larger than the limit; the rest is read and dropped. */
function readBody(request: http.IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= largestBodyBytes) chunks.push(chunk);
    });
    request.on("end", () => resolve(bytes > largestBodyBytes ? null : Buffer.concat(chunks).toString()));
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
