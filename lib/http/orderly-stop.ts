import { subscribe } from "node:diagnostics_channel";
import { Server, type ServerResponse } from "node:http";

/** How long a connection that has no request under way may still begin one after the signal to stop. */
const graceMs = 1_000;

/** What stops a process: an orchestrator's word, and Ctrl-C. */
const signals = ["SIGTERM", "SIGINT"] as const;

/**
 * Makes SIGTERM and Ctrl-C end this process's HTTP servers when what they have begun is answered. `server.close`, which
 * `next start` calls then, also waits for connections on which nobody has asked anything, and browsers open some in advance: such
 * a one kept a web alive until the browser closed it (seen with Node 24.21). What it returns is called with every answer
 * before that begins.
 */
export function closeConnectionsOnStop(): (answer: ServerResponse) => void {
  const servers = new Set<Server>();
  const underWay = new Set<ServerResponse>();
  let stopping = false;
  let graceIsOver = false;

  // Not by its requests: a server that is never asked anything has connections, too.
  subscribe("net.server.socket", (message) => {
    // A cast, because Node's documentation leaves a socket's server out; orderly-stop.test.ts fails when it is not there.
    const { server } = (message as { socket: { server: unknown } }).socket;
    if (server instanceof Server) servers.add(server);
  });

  const closeWhenAllIsAnswered = () => {
    if (!graceIsOver || underWay.size > 0) return;
    for (const server of servers) server.closeAllConnections();
  };
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      graceIsOver = true;
      closeWhenAllIsAnswered();
    }, graceMs);
  };
  for (const signal of signals) process.once(signal, stop);

  return (answer) => {
    underWay.add(answer);
    answer.once("close", () => {
      underWay.delete(answer);
      closeWhenAllIsAnswered();
    });
    // A client that goes on asking on a kept connection would keep the process alive for as long as it likes.
    if (stopping) answer.setHeader("connection", "close");
  };
}
