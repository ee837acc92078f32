import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { freePorts, reservePort, standInOf } from "./ports.ts";

test("a port is given once, though nobody listens on it yet", async () => {
  const ports = await freePorts(200);
  expect(new Set(ports).size).toBe(200);
  for (const port of ports) expect(await reservePort(port)).toBe(false);
});

test("a port that another process was given is not given while that one lives, and is afterwards", async () => {
  const source = `import(process.argv[1]).then(async ({ freePort }) => console.log(await freePort()));
    process.stdin.resume()`;
  const other = spawn(process.execPath, ["--eval", source, path.join(import.meta.dirname, "ports.ts")]);
  const [said] = await once(other.stdout, "data");
  const port = Number(said);
  expect(port).toBeGreaterThan(0);
  expect(await reservePort(port)).toBe(false);

  other.stdin.end();
  await once(other, "close");
  expect(await reservePort(port)).toBe(true);
});

test("a port on which somebody listens without having asked is not given while they do", async () => {
  const server = createServer();
  const port = await listenSomewhere(server);
  expect(await reservePort(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await reservePort(port)).toBe(true);
});

/** Listens on one of the ports that are given from and that nobody has reserved, as a program that knows nothing of that. */
async function listenSomewhere(server: Server): Promise<number> {
  for (let port = 20_000; ; port++) {
    const standIn = createServer();
    if (!(await listens(standIn, standInOf(port)))) continue;
    await new Promise((resolve) => standIn.close(resolve));
    if (await listens(server, port)) return port;
  }
}

const listens = (server: Server, port: number): Promise<boolean> =>
  once(server.listen(port, "127.0.0.1"), "listening").then(
    () => true,
    () => false,
  );
