import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../process/ports.ts";
import { createSupervisor, type Supervisor } from "../process/supervisor.ts";
import { mailService } from "./services.ts";

let directory: string;
let supervisor: Supervisor;
let port: number;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "mail-"));
  supervisor = createSupervisor({ logsDirectory: directory });
  const [mail = 0, smtp = 0] = await freePorts(2);
  port = mail;
  await supervisor.keepUp(mailService({ mail, smtp }));
  const transport = createTransport({ host: "127.0.0.1", port: smtp, ignoreTLS: true });
  await transport.sendMail({ from: "app@demo.test", to: "ada@demo.test", subject: "Sign in", text: "secret-link" });
});

afterAll(async () => {
  await supervisor.stop();
  await rm(directory, { recursive: true });
});

function get(address: string, host: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: "127.0.0.1", port, path: address, headers: { host }, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      })
      .on("error", reject);
  });
}

test("caught mail is read under this machine's own names", async () => {
  for (const name of ["localhost", "LocalHost", "127.0.0.1", "[::1]"]) {
    const { status, body } = await get("/api/messages", `${name}:${port}`);
    expect([status, body.includes("secret-link")]).toEqual([200, true]);
  }
});

test("a page under a name of its own that points here reads no mail", async () => {
  const [{ id }] = JSON.parse((await get("/api/messages", `localhost:${port}`)).body);
  for (const host of [`rebound.test:${port}`, "localhost", "localhost:1", `localhost.rebound.test:${port}`]) {
    for (const address of ["/", "/api/messages", `/messages/${id}`, `/messages/${id}/html`]) {
      const { status, body } = await get(address, host);
      expect([host, address, status, body]).toEqual([
        host,
        address,
        421,
        `Caught mail is at http://localhost:${port} alone.\n`,
      ]);
    }
  }
});

test("what is no address is not found, and the caught mail stays", async () => {
  for (const address of ["//", "///", "//[", "/messages/none"]) {
    expect((await get(address, `localhost:${port}`)).status, address).toBe(404);
  }
  expect((await get("/api/messages", `localhost:${port}`)).body).toContain("secret-link");
});
