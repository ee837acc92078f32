import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { limitRequests } from "@/lib/http/limits";
import { refusedRequest } from "@/lib/http/page-request";
import { requestIdHeader } from "@/lib/http/request-context";
import { currentRequestId } from "@/lib/log";

// So short that nobody waits for it; what is not cut never ends by itself, so no time is measured.
limitRequests({
  arrivalOf: (path) => (path === "/upload" ? 3_600_000 : 50),
  appUrl: "https://id.example.com",
});

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  upgrade?: () => void,
): Promise<number> {
  const server = createServer({ connectionsCheckingInterval: 20 }, handle).listen(0, "127.0.0.1");
  if (upgrade) server.on("upgrade", upgrade);
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** Sends this much and no more, and returns what came back until the other side closed. */
async function say(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  return text(socket);
}

const bodyOf = (request: IncomingMessage) =>
  text(request).then(
    (body) => body,
    (error: NodeJS.ErrnoException) => `failed ${error.code}`,
  );

test.each([
  ["with its length told", "content-length: 10\r\n\r\nhalf"],
  ["in chunks", "transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
])(
  "a body that stops half-way, %s, is answered 408, its connection closed, and its handler told",
  async (_how, rest) => {
    const read = Promise.withResolvers<string>();
    const port = await serve((request) => bodyOf(request).then(read.resolve));
    expect(await say(port, `POST / HTTP/1.1\r\nhost: localhost\r\n${rest}`)).toMatch(/^HTTP\/1\.1 408 /);
    expect(await read.promise).toBe("failed ECONNRESET");
  },
);

test("an answer that has begun is cut without another one inside it", async () => {
  const port = await serve((_request, response) => void response.write("begun"));
  const answer = await say(port, "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhalf");
  expect(answer).toContain("begun");
  expect(answer).not.toContain("HTTP/1.1 408");
});

test("a body that nobody reads is not waited for either", async () => {
  const port = await serve((_request, response) => response.end("answered"));
  expect(await say(port, "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhalf")).toContain("answered");
});

test("headers that stop half-way are answered 408", async () => {
  const port = await serve((_request, response) => response.end());
  await fetch(`http://127.0.0.1:${port}`);
  expect(await say(port, "GET / HTTP/1.1\r\nhost: loc")).toMatch(/^HTTP\/1\.1 408 /);
});

test("a request that is whole gets its answer, however long that takes", async () => {
  const cut = await serve(() => {});
  const port = await serve(async (request, response) => {
    const body = await bodyOf(request);
    // Longer than a body may take: one that began later is cut meanwhile.
    await say(cut, "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhalf");
    response.end(body);
  });
  const answer = await say(
    port,
    "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 5\r\n\r\nwhole",
  );
  expect(answer).toContain("200 OK");
  expect(answer).toContain("whole");
});

test("a route that may take longer for its body gets that time", async () => {
  const cut = await serve(() => {});
  const port = await serve(async (request, response) => response.end(await bodyOf(request)));
  const slow = connect(port, "127.0.0.1");
  slow.write("POST /upload?part=1 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 5\r\n\r\nwh");
  // One of the usual kind that began later is cut meanwhile.
  await say(cut, "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhalf");
  slow.write("ole");
  expect(await text(slow)).toContain("whole");
});

test("headers larger than 16 KB are refused", async () => {
  const port = await serve((_request, response) => response.end());
  expect(await say(port, `GET / HTTP/1.1\r\nx: ${"x".repeat(17_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
});

test("the handler reads the peer's address behind whatever the caller claims", async () => {
  const port = await serve((request, response) => response.end(request.headers["x-forwarded-for"]));
  const ask = async (headers: Record<string, string>) => (await fetch(`http://127.0.0.1:${port}`, { headers })).text();
  expect(await ask({})).toBe("127.0.0.1");
  expect(await ask({ "x-forwarded-for": "203.0.113.9" })).toBe("203.0.113.9, 127.0.0.1");
});

test("what our own pages send is from our own origin to the middleware, whatever host a proxy asks for", async () => {
  const refusals: (number | null)[] = [];
  const port = await serve(async ({ headers }, response) => {
    const [host = "", forwarded = ""] = [headers.host, headers["x-forwarded-host"]?.toString()];
    const seen = { ...(headers.origin && { origin: headers.origin }), host, "x-forwarded-host": forwarded };
    const form = new FormData();
    form.set("$ACTION_ID_40cbdb7ba72914d9fe9db08492e2884e08e3f45228", "");
    const posted = new Request("http://localhost/verify", { method: "POST", body: form, headers: seen });
    refusals.push(await refusedRequest(posted, 64 * 1024));
    response.end();
  });
  const proxied = (origin: string, more = "") =>
    say(port, `GET /verify HTTP/1.1\r\nhost: inner:3000\r\nconnection: close\r\norigin: ${origin}\r\n${more}\r\n`);
  await proxied("https://id.example.com");
  await proxied("https://id.example.com", "x-forwarded-host: inner\r\n");
  await proxied("https://id.example.com.evil.example");
  await proxied("https://another.example");
  await proxied("http://id.example.com");
  expect(refusals).toEqual([null, null, 403, 403, 403]);
});

const seenBy = (headers: IncomingMessage["headers"]) => ({
  id: headers["x-request-id"],
  wanted: headers["x-wanted-path"],
  policy: headers["content-security-policy"],
});

async function askForSeen(path: string, headers: Record<string, string> = {}) {
  const port = await serve((request, response) => response.end(JSON.stringify(seenBy(request.headers))));
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return { answer, seen: (await answer.json()) as ReturnType<typeof seenBy> };
}

test("a page reads its request's id, where the person is and the policy that its answer carries, with a nonce of its own", async () => {
  const { answer, seen } = await askForSeen("/verify?step=details");
  expect(seen.id).toMatch(/^[\da-f-]{36}$/);
  expect(answer.headers.get("x-request-id")).toBe(seen.id);
  expect(seen.wanted).toBe("/verify?step=details");
  expect(seen.policy).toMatch(/script-src 'nonce-[\w+/]{22}=='/);
  expect(answer.headers.get("content-security-policy")).toBe(seen.policy);
  expect(answer.headers.get("permissions-policy")).toContain("camera=(self ");

  const { seen: next } = await askForSeen("/verify?step=details");
  expect(next.id).not.toBe(seen.id);
  expect(next.policy).not.toBe(seen.policy);
});

test("what a client claims to be its request's id, place or policy is not believed", async () => {
  const claims = { "x-request-id": "mine", "x-wanted-path": "/elsewhere", "content-security-policy": "script-src *" };
  for (const path of ["/verify", "/api/metrics", "/_next/static/a.js"]) {
    const { seen } = await askForSeen(path, claims);
    expect(seen.id).not.toBe("mine");
    expect(seen.wanted).toBe(path);
    expect(seen.policy ?? "").not.toContain("*;");
    expect(seen.policy).not.toBe("script-src *");
  }
});

test.each([
  ["no type", ""],
  ["an empty type", "content-type:\r\n"],
  ["a type of spaces", "content-type:  \t \r\n"],
])("what is posted with %s has one all the same, by which the middleware is asked", async (_which, header) => {
  const port = await serve((request, response) => response.end(`type ${request.headers["content-type"]}.`));
  const rest = `connection: close\r\ncontent-length: 1\r\n${header}\r\nx`;
  expect(await say(port, `POST /verify HTTP/1.1\r\nhost: localhost\r\n${rest}`)).toContain(
    "type application/octet-stream.",
  );
});

const requestLine = (line: string, headers = "") =>
  `${line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}\r\n`;

test.each([
  ["TRACE /", 405, "GET, HEAD, POST"],
  ["DELETE /api/metrics", 405, "GET, HEAD"],
  ["GET /verifications/export?q=1", 405, "POST"],
  ["GET /%ED%A0%80", 400],
  ["GET http://another.example/", 400],
  ["GET /_global-error", 404],
])("%s is refused before its handler, also as a server's first request", async (line, status, allow?: string) => {
  const port = await serve(() => expect.unreachable());
  const answer = await say(port, requestLine(line));
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toMatch(/\r\ncontent-security-policy: default-src 'none'/i);
  expect(/\r\nallow: (.*)\r\n/i.exec(answer)?.[1]).toBe(allow);
});

test("every answer carries the security headers, is kept nowhere unless it is a file of the build, and changed by no proxy where it is a page", async () => {
  const port = await serve((_request, response) => response.end());
  const page = await say(port, requestLine("GET /"));
  for (const name of [
    "content-security-policy",
    "x-content-type-options",
    "strict-transport-security",
    "referrer-policy",
  ]) {
    expect(page).toMatch(new RegExp(`\r\n${name}: .`, "i"));
  }
  expect(page).toMatch(/\r\ncache-control: no-store, no-transform\r\n/i);
  expect(await say(port, requestLine("GET /verify/submitted/status"))).toMatch(/\r\ncache-control: no-store\r\n/i);
  expect(await say(port, requestLine("GET /_next/static/a.js"))).not.toMatch(/\r\ncache-control/i);
});

test("a request for an upgrade is answered without one", async () => {
  const port = await serve(
    (_request, response) => response.end("answered"),
    () => {},
  );
  await fetch(`http://127.0.0.1:${port}`);
  const ask = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade, close\r\nupgrade: websocket\r\n\r\n";
  expect(await say(port, ask)).toContain("answered");
});

test("what a handler does, now and later, has the id that its answer names, and none that a client chose", async () => {
  const port = await serve(async (request, response) => {
    const first = currentRequestId();
    await bodyOf(request);
    response.end(JSON.stringify([first, currentRequestId()]));
  });
  const ask = () =>
    fetch(`http://127.0.0.1:${port}`, { method: "POST", body: "a", headers: { [requestIdHeader]: "chosen" } });
  const answers = await Promise.all([ask(), ask()]);
  const ids = answers.map(({ headers }) => headers.get(requestIdHeader));
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(ids.map((id) => [id, id]));
  expect(new Set([...ids, "chosen", null]).size).toBe(4);
});
