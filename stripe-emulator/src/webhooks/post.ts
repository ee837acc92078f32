import http from "node:http";
import https from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import type { Hit } from "../faults/faults.ts";
import { type Answer, answerKept, type Webhook, webhookContentType, webhookUserAgent } from "./destination.ts";

/** A body that comes slowly comes in so many pieces. */
const slowPieces = 20;

/** Posts webhooks over HTTP. Redirects are answers like any other. */
export class Poster {
  readonly #timeoutMs: number;
  readonly #agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  readonly #requests = new Set<http.ClientRequest>();

  /** `timeoutSeconds` is how long an endpoint may take to answer, real time. */
  constructor(timeoutSeconds: number) {
    this.#timeoutMs = timeoutSeconds * 1000;
  }

  /** Posts to an address and resolves to its answer, or to the reason why there is none. */
  post(url: string, { body, signature }: Webhook, fault: Hit | null): Promise<Answer> {
    const slowMs = fault?.kind === "slow_body" ? fault.pauseMs : 0;
    return new Promise((resolve) => {
      const secure = url.startsWith("https:");
      const request = (secure ? https : http).request(
        url,
        {
          method: "POST",
          agent: secure ? this.#agents.https : this.#agents.http,
          signal: AbortSignal.timeout(this.#timeoutMs + slowMs),
          headers: {
            "content-type": webhookContentType,
            "content-length": Buffer.byteLength(body),
            "user-agent": webhookUserAgent,
            "stripe-signature": signature,
          },
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            if (text.length < answerKept) text += chunk.slice(0, answerKept - text.length);
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
          response.on("error", (error) => resolve({ error: explain(error) }));
        },
      );
      this.#requests.add(request);
      request.on("close", () => this.#requests.delete(request));
      request.on("error", (error) => resolve({ error: explain(error) }));
      if (fault?.kind === "cut_before") {
        request.on("finish", () => request.destroy(new Error("cut before the answer")));
      }
      if (slowMs > 0) void writeSlowly(request, Buffer.from(body), slowMs);
      else request.end(body);
    });
  }

  /** Breaks off whatever is being sent. */
  stop(): void {
    for (const request of this.#requests) request.destroy();
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}

async function writeSlowly(request: http.ClientRequest, body: Buffer, totalMs: number): Promise<void> {
  const size = Math.ceil(body.length / slowPieces);
  for (let at = 0; at < body.length; at += size) {
    if (request.destroyed) return;
    request.write(body.subarray(at, at + size));
    await wait(totalMs / slowPieces);
  }
  request.end();
}

const explain = (error: Error) =>
  error.name === "AbortError" || error.name === "TimeoutError" ? "timeout" : error.message;
