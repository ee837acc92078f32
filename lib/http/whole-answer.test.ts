import { once } from "node:events";
import { createServer, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { sendWhole } from "@/lib/http/whole-answer";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** What a client that sends this `accept-encoding` gets, and what Next would still read of it. */
async function get(acceptEncoding: string | undefined, answer: (response: ServerResponse) => void) {
  let left: string | undefined;
  const server = createServer((incoming, response) => {
    sendWhole(incoming, response);
    left = incoming.headers["accept-encoding"]?.toString();
    answer(response);
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const headers = acceptEncoding === undefined ? {} : { "accept-encoding": acceptEncoding };
  const [response] = await once(request({ port, headers, agent: false }).end(), "response");
  return { headers: response.headers, status: response.statusCode, body: await buffer(response), left };
}

const page = "<p>Grüße</p>".repeat(200);

/** As Next does: head first, then in pieces, with an answer to each. */
const inPieces = (response: ServerResponse) => {
  response.setHeader("content-type", "text/html");
  response.writeHead(response.statusCode);
  if (!response.headersSent) throw new Error("another answer could begin");
  response.write(Buffer.from(page).subarray(0, 7), () => {
    response.write(page.slice(6), "utf8");
    setImmediate(() => response.end());
  });
};

test.each(["gzip", "gzip, deflate, br", "br,gzip"])(
  "a page goes to who takes %s as one compressed piece",
  async (takes) => {
    const { headers, body, left } = await get(takes, inPieces);
    expect(headers).toMatchObject({ "content-encoding": "gzip", "content-length": String(body.length) });
    expect(gunzipSync(body).toString()).toBe(page);
    expect(left).toBeUndefined();
  },
);

test.each([undefined, "identity", "gzip;q=0", "gzip;q=0.5, br"])(
  "who sends %s gets what Next makes of it",
  async (takes) => {
    const { headers, body, left } = await get(takes, inPieces);
    expect(headers).toMatchObject({ "transfer-encoding": "chunked" });
    expect(body.toString()).toBe(page);
    expect(left).toBe(takes);
  },
);

test.each<[string, (response: ServerResponse) => void, number, string]>([
  ["without a body", (response) => response.writeHead(303, { location: "/" }).end(), 303, ""],
  ["of a few words", (response) => response.end("few"), 200, "few"],
  [
    "whose head is written",
    (response) => response.writeHead(404, { "content-length": Buffer.byteLength(page) }).end(page),
    404,
    page,
  ],
  ["that is compressed already", (response) => response.setHeader("content-encoding", "br").end(page), 200, page],
])("an answer %s goes as it is", async (_what, answer, status, text) => {
  const got = await get("gzip", answer);
  expect(got.status).toBe(status);
  expect(got.headers["content-encoding"]).not.toBe("gzip");
  expect(got.body.toString()).toBe(text);
});
