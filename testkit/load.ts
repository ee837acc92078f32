import { Agent, type OutgoingHttpHeaders, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import { Problem } from "../scripts/process/command.ts";

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
  const startedAt = performance.now();
  try {
    await pMap(
      requests,
      async (next) => {
        const { status, text } = await send(url, next, agent);
        if (status !== 200 || options.accept?.(text) === false) throw unexpected(new URL(url).pathname, status);
      },
      { concurrency: options.connections },
    );
    return performance.now() - startedAt;
  } finally {
    agent.destroy();
  }
}

/**
 * Sends so many of the requests a second, evenly and whatever the answers do, over as many connections as that takes.
 * Returns how long each answer took in milliseconds, since the moment at which its request was due: what a stall delays
 * counts as late. Throws a `Problem` when an answer is not a 200.
 */
export async function sendAtPace(url: string, requests: readonly Request[], perSecond: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const startedAt = performance.now();
  const sendWhenDue = async (next: Request, index: number) => {
    const dueAt = startedAt + (index / perSecond) * 1000;
    await delay(Math.max(0, dueAt - performance.now()));
    const { status } = await send(url, next, agent);
    if (status !== 200) throw unexpected(new URL(url).pathname, status);
    return performance.now() - dueAt;
  };
  try {
    return await Promise.all(requests.map(sendWhenDue));
  } finally {
    agent.destroy();
  }
}

/** An answer that is none to measure. */
export const unexpected = (path: string, status: number): Problem =>
  new Problem(`${path} answered ${status}, and not what was expected.`);

/** An answer; `bytes` of its body as transferred, `firstByteMs` from the request until its first bytes came. */
export type Answer = { status: number; text: string; bytes: number; firstByteMs: number };

/** Sends one request, whose body may be bytes, and resolves to its whole answer. */
export function send(
  url: string,
  asked: Omit<Request, "body"> & { body?: string | Buffer },
  agent: Agent,
): Promise<Answer> {
  const { headers, body } = asked;
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const firstByteMs = performance.now() - startedAt;
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, text: body.toString(), bytes: body.length, firstByteMs });
      });
      response.on("error", reject);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // The server closed a kept connection in the moment in which it was taken again (Node's documentation, reusedSocket).
      if (sent.reusedSocket && error.code === "ECONNRESET") resolve(send(url, asked, agent));
      else reject(error);
    });
    sent.end(body);
  });
}
