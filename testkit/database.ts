import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/**
 * A database of its own on the server of the tests: a copy of the migrated one, or with `empty` a bare one. Returns its
 * address. It goes away with the server.
 */
export async function createTestDatabase(kind: "migrated" | "empty" = "migrated"): Promise<string> {
  const url = new URL(inject("templateUrl"));
  const template = url.pathname.slice(1);
  const name = `test_${randomBytes(6).toString("hex")}`;
  url.pathname = "/postgres";
  const administrator = new pg.Client({ connectionString: url.href });
  await administrator.connect();
  try {
    await administrator.query(`create database ${name} template ${kind === "migrated" ? template : "template0"}`);
  } finally {
    await administrator.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}
