import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { limitRequests } from "@/lib/http/limits";
import { closeConnectionsOnStop } from "@/lib/http/orderly-stop";

async function open(port: number, said: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(said);
  return socket;
}

async function listen(handler: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(handler);
  // A connection would stay open for ever of itself.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : 0 };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a stopping process answers what was asked, and waits for nobody who asks nothing", async () => {
  const begun = { "/short": Promise.withResolvers<ServerResponse>(), "/long": Promise.withResolvers<ServerResponse>() };
  const { server, port } = await listen(({ url }, response) => {
    if (url === "/short" || url === "/long") begun[url].resolve(response);
    else response.end("at once");
  });

  // As in a web, which listens a little before its limits are set.
  const early = [await open(port, ""), await open(port, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")];
  await once(early[1] ?? server, "data");
  limitRequests();

  await open(port, "GET /short HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const short = await begun["/short"].promise;
  const asking = await open(port, "GET /long HTTP/1.1\r\nhost: loc");
  const idle = [
    ...early,
    await open(port, ""),
    await open(port, "GET / HTTP/1.1\r\nhost: loc"),
    await open(port, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\nGET / HTTP/1.1\r\nhost: loc"),
  ];
  await once(idle.at(-1) ?? server, "data");
  const ended = Promise.all(idle.map((socket) => new Promise((resolve) => socket.once("close", resolve).resume())));
  const closed = once(server, "close");

  server.close();
  process.emit("SIGTERM", "SIGTERM");
  short.end();
  await once(short, "close");
  asking.write("alhost\r\n\r\n");
  const long = await begun["/long"].promise;
  long.write("begun, ");
  vi.advanceTimersByTime(1_000);
  long.end("and ended");
  const told = await text(asking);
  expect(told).toContain("connection: close\r\n");
  expect(told).toContain("and ended");
  await ended;
  await closed;
});

test("a process that Ctrl-C stops while nothing is under way ends", async () => {
  closeConnectionsOnStop();
  const { server, port } = await listen(() => {});
  const silent = await open(port, "");
  const closed = once(server, "close");

  server.close();
  process.emit("SIGINT", "SIGINT");
  vi.advanceTimersByTime(1_000);
  await once(silent.resume(), "close");
  await closed;
});
