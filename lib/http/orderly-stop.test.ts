import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { limitRequests } from "@/lib/http/limits";

limitRequests();

async function open(port: number, said: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(said);
  return socket;
}

// One test, because a process is stopped once.
test("a stopping process answers what was asked, and waits for nobody who asks nothing", async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url === "/slow") asked.resolve(response);
    else response.end("fast");
  });
  // A connection would stay open for ever of itself.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;

  const slow = await open(port, "GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const answer = await asked.promise;
  answer.write("begun, ");
  const others = [
    await open(port, ""),
    await open(port, "GET / HTTP/1.1\r\nhost: loc"),
    await open(port, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\nGET / HTTP/1.1\r\nhost: loc"),
  ];
  await once(others[2] ?? slow, "data");

  const ended = Promise.all(others.map((socket) => new Promise((resolve) => socket.once("close", resolve).resume())));
  const closed = once(server, "close");
  server.close();
  process.emit("SIGTERM", "SIGTERM");
  await ended;
  answer.end("and ended");
  expect(await text(slow)).toContain("and ended");
  await closed;
});
