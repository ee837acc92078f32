import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterAll, expect, test } from "vitest";
import { GET } from "@/app/api/health/ready/route";
import { databasePool } from "@/lib/db/client";

const direct = new URL(process.env.DATABASE_URL ?? "");
const sockets: Socket[] = [];

/** PostgreSQL's first message (documentation, 55.7, StartupMessage) without the parameter `options`. */
function withoutOptions(message: Buffer): Buffer {
  const words = message.toString("latin1", 8).split("\0");
  const kept = words.filter((word, index) => word !== "options" && words[index - 1] !== "options");
  const whole = Buffer.concat([message.subarray(0, 8), Buffer.from(kept.join("\0"), "latin1")]);
  whole.writeInt32BE(whole.length);
  return whole;
}

/** What a pooler with `ignore_startup_parameters = options` passes on to PostgreSQL. */
const pooler = createServer((client) => {
  const server = connect(Number(direct.port), direct.hostname);
  sockets.push(client, server);
  for (const socket of [client, server]) socket.on("error", () => {});
  client.once("data", (first) => {
    server.write(withoutOptions(first));
    client.pipe(server);
  });
  server.pipe(client);
}).listen(0, "127.0.0.1");
await once(pooler, "listening");
const address = pooler.address();
const pooled = new URL(direct);
pooled.hostname = "127.0.0.1";
pooled.port = typeof address === "object" ? String(address?.port) : "";
process.env.DATABASE_URL = pooled.href;

afterAll(() => {
  pooler.close();
  for (const socket of sockets) socket.destroy();
});

/** Of the connections from now on, where nobody says otherwise. */
async function setZone(zone: string): Promise<void> {
  await databasePool().query(`alter database "${direct.pathname.slice(1)}" set timezone = '${zone}'`);
  await databasePool()
    .query("select pg_terminate_backend(pg_backend_pid())")
    .catch(() => {});
}

test("a process whose connections are not in UTC, because a pooler left that out, is not ready to write times", async () => {
  await setZone("Asia/Kathmandu");
  expect((await GET()).status).toBe(503);
  await setZone("UTC");
  expect((await GET()).status).toBe(200);
});
