import { execFile } from "node:child_process";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../testkit/database.ts";
import { buildTool } from "../stack/build.ts";

const databaseUrl = await createTestDatabase();
const owner = new pg.Client({ connectionString: databaseUrl });
await owner.connect();
afterAll(() => owner.end());

/** Exit code and output of `npm run audit:verify` on this test's database. */
async function verify(...args: string[]): Promise<{ code: unknown; output: string }> {
  const bundle = await buildTool("audit");
  return new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: databaseUrl };
    execFile(process.execPath, [bundle, ...args], { env }, (error, output) =>
      resolve({ code: error?.code ?? 0, output }),
    );
  });
}

test("the command recomputes every entry, signs when told to, and names the entry and the cause with exit code 1", async () => {
  // More than are read at a time.
  await owner.query(`insert into audit_entry (action, subject)
    select 'session.synced', 'vs_' || n from generate_series(1, 5003) as n`);
  const { rows } = await owner.query<{ id: string }>("select max(id)::text as id from audit_entry");
  const newest = rows[0]?.id ?? "";

  const first = await verify();
  expect(first.output).toContain(`5,003 entries recomputed, up to entry ${newest}`);
  expect(first).toMatchObject({ code: 0, output: expect.stringContaining("No head was signed") });
  expect(first.output).toMatch(new RegExp(`${newest}:[0-9a-f]{64}\n`));
  expect(await verify("--sign")).toMatchObject({ code: 0, output: expect.stringContaining("is signed as the head") });
  expect(await verify()).toMatchObject({ code: 0, output: expect.stringContaining(`Entry ${newest}, signed`) });

  await owner.query("alter table audit_entry disable trigger all");
  await owner.query("delete from audit_entry where id = $1", [newest]);
  expect(await verify()).toMatchObject({ code: 1, output: expect.stringContaining(`Entry ${newest} was signed`) });
  await owner.query("update audit_entry set reason = 'test_data' where id = 5000");
  const changed = await verify("--sign");
  expect(changed).toMatchObject({ code: 1, output: expect.stringContaining("Entry 5000 was changed") });
});
