import { Agent, type OutgoingHttpHeaders, request } from "node:http";
import { Problem } from "../scripts/command.ts";

/** One request: a POST where it has a body, else a GET. */
export type Request = { headers: OutgoingHttpHeaders; body?: string };

/**
 * Sends every request to `url` over so many connections, which stay open, each with one request on its way. Returns how
 * long that took, in milliseconds. Throws a `Problem` when an answer is not a 200, or `accept` refuses its text.
 */
export async function sendAll(
  url: string,
  requests: readonly Request[],
  options: { connections: number; accept?: (text: string) => boolean },
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const waiting = requests.values();
  const startedAt = performance.now();
  const sendInTurn = async () => {
    // One iterator for all: each takes the next that nobody has taken.
    for (const next of waiting) {
      const { status, text } = await send(url, next, agent);
      if (status !== 200 || options.accept?.(text) === false) {
        throw new Problem(`${new URL(url).pathname} answered ${status}, and not what the bench expects.`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: options.connections }, sendInTurn));
    return performance.now() - startedAt;
  } finally {
    agent.destroy();
  }
}

/** Sends one request and resolves to its whole answer. */
export function send(url: string, { headers, body }: Request, agent: Agent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
