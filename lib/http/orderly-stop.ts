import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** How long a connection that has no request under way may still begin one after the signal to stop. */
const graceMs = 1_000;

/** What stops a process: an orchestrator's word, and Ctrl-C. */
const signals = ["SIGTERM", "SIGINT"] as const;

/**
 * Makes SIGTERM and Ctrl-C end this process's HTTP servers when what they have begun is answered. `server.close`, which
 * `next start` calls then, also waits for connections on which nobody has asked anything, and browsers open some in advance: such
 * a one kept a web alive until the browser closed it (seen with Node 24.21). What it returns is called with every request's
 * connection and answer, before the answer begins.
 */
export function closeIdleConnectionsOnStop(): (socket: Socket, answer: ServerResponse) => void {
  // Null: nothing is under way. An answer that has ended is let go of, because it may hold a whole page.
  const underWay = new Map<Socket, ServerResponse | null>();
  let stopping = false;

  subscribe("net.server.socket", (message) => {
    // A cast, because Node's documentation says so; orderly-stop.test.ts fails when it is otherwise.
    const { socket } = message as { socket: Socket };
    underWay.set(socket, null);
    socket.once("close", () => underWay.delete(socket));
  });

  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      for (const [socket, answer] of underWay) {
        if (answer) answer.once("finish", () => socket.destroySoon());
        else socket.destroy();
      }
    }, graceMs);
  };
  for (const signal of signals) process.once(signal, stop);

  return (socket, answer) => {
    // Of requests sent one behind the other, the last is answered last.
    underWay.set(socket, answer);
    answer.once("close", () => {
      if (underWay.get(socket) === answer) underWay.set(socket, null);
    });
    // A client that goes on asking on a kept connection would keep the process alive for as long as it likes.
    if (stopping) answer.setHeader("connection", "close");
  };
}
