import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { uploadAccountFile } from "@/lib/stripe/account-files";

/** What Stripe got, whole: the emulator hands on no picture of a document. */
let received: Buffer = Buffer.alloc(0);

const server = createServer(async (request, response) => {
  // Slower than the sender, whose chunks wait.
  request.pause();
  setImmediate(() => request.resume());
  received = await buffer(request).catch(() => Buffer.alloc(0));
  response.setHeader("content-type", "application/json").end('{"id":"file_1","object":"file"}');
});

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  // A cast, because a server that listens on a port has no other address.
  vi.stubEnv("STRIPE_API_BASE", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => server.close());

test("a file arrives as it was, and the memory of what was sent is given back, but none that is shared", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const own = Array.from({ length: 100 }, () => new Uint8Array(randomBytes(64 * 1024)));
  const whole = randomBytes(128 * 1024);
  const shared = [whole.subarray(0, 64 * 1024), whole.subarray(64 * 1024)];
  const chunks = [...own, ...shared];
  const content = Buffer.concat(chunks);
  const held: number[] = [];
  const file = { account: "acct_1", purpose: "identity_document", format: "jpeg", size: content.length } as const;
  const sent = await uploadAccountFile(
    {
      ...file,
      chunks: (async function* () {
        for (const chunk of chunks) {
          held.push(own.filter(({ length }) => length > 0).length);
          yield chunk;
        }
      })(),
    },
    async () => {},
  );
  expect(sent).toEqual({ id: "file_1" });
  const begin = received.indexOf("\r\n\r\n", received.indexOf('name="file"')) + 4;
  expect(received.subarray(begin, begin + content.length).equals(content)).toBe(true);
  // Chunk by chunk, not at the end.
  expect(held).toEqual([...Array.from({ length: 100 }, (_, index) => 100 - index), 0, 0]);
  expect(Buffer.concat(shared).equals(whole)).toBe(true);
});

test.each([
  ["that is cut off at once", () => server.once("connection", (socket) => socket.destroy())],
  ["that is cut off on its way", () => server.once("request", ({ socket }) => socket.destroy())],
  ["that nobody listens to", () => server.close()],
])("a file %s fails as any call that Stripe does not answer", async (_how, prepare) => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  // No connection is used again.
  server.closeAllConnections();
  prepare();
  const chunks = (async function* () {
    for (let chunk = 0; chunk < 100; chunk++) yield new Uint8Array(randomBytes(64 * 1024));
  })();
  const file = { account: "acct_1", purpose: "identity_document", format: "jpeg", size: 100 * 64 * 1024 } as const;
  const sent = uploadAccountFile({ ...file, chunks }, async () => {});
  await expect(sent).rejects.toMatchObject({ code: "stripe_unavailable" });
});
