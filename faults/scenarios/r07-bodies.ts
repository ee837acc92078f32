import assert from "node:assert/strict";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { signedRequest } from "../../testkit/events.ts";
import { percentile } from "../../testkit/statistics.ts";
import { until } from "../../testkit/until.ts";
import type { Environment } from "../support/environment.ts";
import { openWithEvents } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { beginLoad, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

/** What came back on a raw connection: null when it was closed without an answer. */
type Raw = { status: number | null; tookMs: number };

/** Promised: nobody holds a connection longer with a body that does not come. */
const cutAfterMs = 10_000;

/** Bodies that come slowly, or too large, or not whole, or packed; meanwhile proper ones are served as ever. */
export const bodies: Scenario = {
  name: "R7",
  title: "slow, oversized, truncated and compressed bodies",
  run: async (environment) => {
    const [event] = (await openWithEvents(environment, 1)).events;
    if (!event) throw new Error("there is no event to send");
    const fresh = () => {
      const one = eventLike(environment, event);
      return { id: one.id, ...signedRequest(one, environment.secrets.stripe.webhookSecret) };
    };
    const refusedIds: string[] = [];
    const refusable = () => {
      const one = fresh();
      refusedIds.push(one.id);
      return one;
    };
    const wrong: string[] = [];
    const expectStatus = (what: string, { status }: Raw, allowed: (number | null)[]) => {
      if (!allowed.includes(status)) wrong.push(`${what}: ${status ?? "closed"}`);
    };

    const large = "x".repeat(5 * 1024 * 1024);
    expectStatus("oversized, length told", await raw(environment, [head("1", large.length), large]), [413, null]);
    const chunk = `${(64 * 1024).toString(16)}\r\n${"x".repeat(64 * 1024)}\r\n`;
    expectStatus(
      "oversized, length not told",
      await raw(environment, [head("1", null), ...Array.from({ length: 80 }, () => chunk)]),
      [413, null],
    );

    const cut = refusable();
    const half = cut.body.slice(0, cut.body.length / 2);
    expectStatus(
      "cut off before its end",
      await raw(environment, [head(cut.headers["stripe-signature"], cut.body.length), half], { end: true }),
      [400, null],
    );
    const short = refusable();
    expectStatus(
      "half the body, as if whole",
      await raw(environment, [head(short.headers["stripe-signature"], half.length), half]),
      [400],
    );
    const packed = refusable();
    const bytes = gzipSync(packed.body);
    expectStatus(
      "compressed",
      await raw(environment, [
        head(packed.headers["stripe-signature"], bytes.length, "content-encoding: gzip\r\n"),
        bytes,
      ]),
      [400, 415],
    );

    // Fifty that drip, and meanwhile the usual.
    const load = beginLoad(environment, { perSecond: 50, next: () => eventLike(environment, event) });
    await until("the load runs", async () => load.answers.length > 20, 10_000);
    const dripping = await Promise.all(
      Array.from({ length: 50 }, () => {
        const slow = refusable();
        return raw(environment, [head(slow.headers["stripe-signature"], slow.body.length), slow.body.slice(0, 10)], {
          drip: " ",
        });
      }),
    );
    const slowest = Math.max(...dripping.map(({ tookMs }) => tookMs));
    for (const answer of dripping) expectStatus("dripping", answer, [408, 400, 413, null]);
    if (slowest > cutAfterMs + 2_500)
      wrong.push(`a dripping body was listened to for ${(slowest / 1000).toFixed(1)} s`);
    const made = await load.finish(30_000);
    if (load.refused() > 0) wrong.push(`${load.refused()} proper deliveries were refused meanwhile`);

    const { rowCount } = await environment.sql.query("select 1 from stripe_event where id = any($1)", [refusedIds]);
    if (rowCount !== 0) wrong.push(`${rowCount} refused events are stored`);
    assert(wrong.length === 0, wrong.join("; "));
    await settle(environment);
    const p99 = percentile(
      load.answers.map(({ tookMs }) => tookMs),
      0.99,
    );
    return [
      "oversized with and without its length, cut off, halved and compressed: refused, and no row",
      `50 dripping bodies cut after at most ${(slowest / 1000).toFixed(1)} s; ${made} proper events beside them all 200, p99 ${p99.toFixed(0)} ms`,
    ];
  },
};

/** A request's head; `length` null sends it in chunks. */
function head(signature: unknown, length: number | null, more = ""): string {
  const size = length === null ? "transfer-encoding: chunked" : `content-length: ${length}`;
  return `POST /api/stripe/webhook HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nstripe-signature: ${signature}\r\n${more}${size}\r\n\r\n`;
}

/** Sends parts over a connection of its own; `end` closes our side then, `drip` goes on with that every quarter second. */
function raw(
  environment: Environment,
  parts: (string | Buffer)[],
  options: { end?: boolean; drip?: string } = {},
): Promise<Raw> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const socket = connect({ host: "127.0.0.1", port: Number(new URL(environment.appUrl).port) });
    let text = "";
    let dripping: NodeJS.Timeout | undefined;
    const settled = () => {
      clearInterval(dripping);
      clearTimeout(patience);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status ? Number(status) : null, tookMs: performance.now() - startedAt });
    };
    // Longer than any promise: what then still hangs is told by its time.
    const patience = setTimeout(settled, 20_000);
    socket.on("data", (data: Buffer) => {
      text += data.toString();
      if (text.includes("\r\n\r\n")) settled();
    });
    socket.on("error", settled);
    socket.on("close", settled);
    for (const part of parts) socket.write(part);
    if (options.end) socket.end();
    if (options.drip) dripping = setInterval(() => socket.write(options.drip ?? ""), 250);
  });
}
