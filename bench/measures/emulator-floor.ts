import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";

/**
 * The least that keeps what Stripe keeps, on `node:http` and `node:sqlite`: each POST is four rows, a session with its
 * link, the event about it and the answer under its idempotency key, committed before the answer; each GET reads the
 * session and its link. Nothing is read from the form, checked or worked out. Started as `node emulator-floor.ts PORT
 * FILE`; answers `/healthz` as the emulator does.
 */
const [port, file = ""] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 4000");
for (const table of ["session", "event"]) {
  database.exec(`create table ${table} (id text primary key, created integer not null, document text not null)`);
  database.exec(`create index ${table}_newest on ${table} (created)`);
}
database.exec("create table link (token text primary key, session text not null)");
database.exec("create index link_session on link (session)");
database.exec("create table answer (key text primary key, created integer not null, body text not null)");

const begin = database.prepare("begin");
const insertSession = database.prepare("insert into session values (?, ?, ?)");
const insertEvent = database.prepare("insert into event values (?, ?, ?)");
const insertLink = database.prepare("insert into link values (?, ?)");
const insertAnswer = database.prepare("insert into answer values (?, ?, ?)");
const commit = database.prepare("commit");
const findSession = database.prepare("select document from session where id = ?");
const findLink = database.prepare("select token from link where session = ?");

/** As long as a VerificationSession on the wire. */
const filling = "x".repeat(800);

createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const body = request.method === "POST" ? create() : find(request.url ?? "");
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
}).listen(Number(port), "127.0.0.1");

function create(): string {
  const [id, created] = [randomUUID(), Math.floor(Date.now() / 1000)];
  const body = JSON.stringify({ id, created, filling });
  begin.run();
  insertSession.run(id, created, body);
  insertEvent.run(randomUUID(), created, body);
  insertLink.run(randomUUID(), id);
  insertAnswer.run(randomUUID(), created, body);
  commit.run();
  return body;
}

function find(path: string): string {
  if (path === "/healthz") return "{}";
  const id = path.slice(path.lastIndexOf("/") + 1);
  const { token } = findLink.get(id) ?? {};
  return JSON.stringify({ ...JSON.parse(String(findSession.get(id)?.document)), token });
}
