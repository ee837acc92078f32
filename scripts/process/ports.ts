import { createServer, type Server } from "node:net";

/**
 * Where ports are taken from: below those that systems hand out by themselves, to whoever connects or asks for any port
 * (Linux from 32768, macOS and Windows from 49152).
 */
const FIRST_PORT = 20_000;
const PORTS = 6_000;

/** Different ports of 127.0.0.1, each as `freePort` gives it. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

/** A port of 127.0.0.1 that nobody listens on, and that nobody else gets from here while this process lives. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await reservePort(port)) return port;
  }
}

/**
 * Reserves a port of those that `freePort` gives, until this process ends; false when somebody has it. A port is free again
 * between being found and being used, so what is held is another one that stands for it: the system lets one process hold
 * that, and takes it back however the process ends.
 */
export async function reservePort(port: number): Promise<boolean> {
  const reservation = await listen(standInOf(port));
  if (!reservation) return false;
  const server = await listen(port);
  await close(server ?? reservation);
  reservation.unref();
  return server !== null;
}

/** The port that is held for as long as `port` is reserved. */
export const standInOf = (port: number): number => port + PORTS;

/** Null when somebody listens there. */
function listen(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

const close = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));
