import { Problem } from "../../scripts/process/command.ts";

/** A look into the JavaScript heap of a running process, by Node's inspector. */
export type Heap = {
  /** What is left in use after the engine has collected all that it can; 1,000,000 bytes each. */
  megabytesAfterCollecting: () => Promise<number>;
  close: () => void;
};

/** Attaches to a process of this machine that was started with `--inspect=127.0.0.1:<port>`. */
export async function inspectHeap(port: number): Promise<Heap> {
  const targets = await fetch(`http://127.0.0.1:${port}/json/list`);
  // Casts, here and below, because Node's inspector answers as the Chrome DevTools Protocol says.
  const [target] = (await targets.json()) as { webSocketDebuggerUrl: string }[];
  if (!target) throw new Problem("The inspector knows no process.");
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await heard(socket, "open");

  const ask = async (method: string) => {
    const answer = heard(socket, "message");
    // One question at a time, so that an answer needs no number to be known by.
    socket.send(JSON.stringify({ id: 1, method }));
    return JSON.parse(String(((await answer) as MessageEvent).data)) as { result?: { usedSize?: number } };
  };
  return {
    megabytesAfterCollecting: async () => {
      // Twice: what the first has let go of by finalizers is free for the second.
      for (const _ of [1, 2]) await ask("HeapProfiler.collectGarbage");
      return ((await ask("Runtime.getHeapUsage")).result?.usedSize ?? Number.NaN) / 1e6;
    },
    close: () => socket.close(),
  };
}

function heard(socket: WebSocket, type: "open" | "message"): Promise<Event> {
  return new Promise((resolve, reject) => {
    socket.addEventListener(type, resolve, { once: true });
    socket.addEventListener("error", () => reject(new Problem("The inspector does not answer.")), { once: true });
  });
}
