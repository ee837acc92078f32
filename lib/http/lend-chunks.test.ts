import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { lendChunks } from "@/lib/http/lend-chunks";

const server = createServer();

afterEach(() => server.close());

/** A request with this body, its chunks lent; answered 200 once `read` has ended. */
async function send(body: Uint8Array<ArrayBuffer>, read: (request: IncomingMessage) => Promise<void>): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  server.once("request", async (request, response) => {
    lendChunks(request);
    await read(request);
    response.end();
  });
  // A cast, because a server that listens on a port has no other address.
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${port}`, { method: "POST", body })).status;
}

const content = Uint8Array.from(randomBytes(3_000_000));

test("a Request, as Next makes one of what comes in, has the whole body", async () => {
  let got = Buffer.alloc(0);
  const status = await send(content, async (request) => {
    // A cast, because undici takes whatever can be iterated over, which its types do not say.
    const body = request as unknown as ReadableStream;
    const init = { method: "POST", body, duplex: "half" };
    got = Buffer.from(await new Request("http://a.test", init).arrayBuffer());
  });
  expect(status).toBe(200);
  expect(got.equals(content)).toBe(true);
});

test("the memory of a chunk is given back when the next one is asked for", async () => {
  const seen: { chunk: Uint8Array; length: number }[] = [];
  await send(content, async (request) => {
    for await (const chunk of request) {
      for (const before of seen) expect(before.chunk.length).toBe(0);
      seen.push({ chunk, length: chunk.length });
    }
  });
  expect(seen.reduce((total, { length }) => total + length, 0)).toBe(content.length);
});
