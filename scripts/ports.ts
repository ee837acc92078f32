import { execFile } from "node:child_process";
import { connect, createServer } from "node:net";
import { promisify } from "node:util";
import { Problem } from "./command.ts";

/** A port of 127.0.0.1 that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("A TCP server has no port.");
  return address.port;
}

/**
 * Throws a `Problem` when something listens on `port`, at either loopback address, since `localhost` means both. The
 * message names the environment variable that chooses another port and, where the system tells, who listens.
 */
export async function assertPortFree(port: number, variable: string): Promise<void> {
  const taken = await Promise.all(["127.0.0.1", "::1"].map((host) => listensAt(host, port)));
  if (!taken.includes(true)) return;
  const owner = await ownerOf(port);
  throw new Problem(
    `Port ${port} is in use${owner ? ` by ${owner}` : ""}. Stop that, or choose another port: ${variable}=${port + 1}`,
  );
}

function listensAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function ownerOf(port: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
    const pid = /^p(\d+)$/m.exec(stdout)?.[1];
    const command = /^c(.+)$/m.exec(stdout)?.[1];
    return pid && command ? `${command} (process ${pid})` : null;
  } catch {
    return null; // lsof is not on every machine
  }
}
