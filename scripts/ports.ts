import { execFile } from "node:child_process";
import { connect, createServer } from "node:net";
import { promisify } from "node:util";
import { Problem } from "./command.ts";
import { type Ports, portVariables } from "./demo-env.ts";

/** Different ports of 127.0.0.1 that nobody listens on at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

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
 * Throws a `Problem` when something listens on one of the ports, at either loopback address, since `localhost` means
 * both. Its lines name the environment variable that chooses another port and, where the system tells, who listens.
 */
export async function assertPortsFree(ports: Ports): Promise<void> {
  const problems: string[] = [];
  for (const [name, variable] of Object.entries(portVariables)) {
    // A cast, because Object.entries forgets which keys its object has.
    const port = ports[name as keyof Ports];
    const taken = await Promise.all(["127.0.0.1", "::1"].map((host) => listensAt(host, port)));
    if (!taken.includes(true)) continue;
    const owner = await ownerOf(port);
    problems.push(`Port ${port} is in use${owner && ` by ${owner}`}. Free it, or choose another: ${variable}=…`);
  }
  if (problems.length > 0) throw new Problem(problems.join("\n"));
}

function listensAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Empty where the system does not tell. */
async function ownerOf(port: number): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
    const pid = /^p(\d+)$/m.exec(stdout)?.[1];
    const command = /^c(.+)$/m.exec(stdout)?.[1];
    return pid && command ? `${command} (process ${pid})` : "";
  } catch {
    return ""; // lsof is not on every machine
  }
}
