import { request as ask } from "node:http";
import { cookieOf } from "../testkit/people.ts";
import { expect, test } from "./support/fixtures.ts";

test("an export is a form of our own pages', and one that breaks off leaves its line", async ({
  signIn,
  stack,
  sql,
}) => {
  const { token, userId } = await signIn("reviewer");
  const url = `${stack.appUrl}/verifications/export`;
  const headers = { ...cookieOf(token), "content-type": "application/x-www-form-urlencoded" };
  const written = async () => {
    const { rows } = await sql.query<{ action: string }>(
      "select action from audit_entry where actor_id = $1 order by id",
      [userId],
    );
    return rows.map(({ action }) => action);
  };
  for (const address of [url, `${stack.appUrl}/connect/accounts/export`]) {
    expect((await fetch(address, { headers, redirect: "manual" })).status).toBe(405);
    for (const foreign of [
      {},
      { origin: "https://evil.example" },
      { origin: stack.appUrl, "sec-fetch-site": "cross-site" },
    ])
      expect((await fetch(address, { method: "POST", headers: { ...headers, ...foreign } })).status).toBe(403);
  }
  expect(await written()).toEqual([]);

  // Far more than the buffers on the way hold.
  await sql.query(`with people as (
      insert into "user" (id, email) select gen_random_uuid(), 'export' || n || '@demo.test' from generate_series(1, 40000) n returning id)
    insert into verification (id, user_id, max_attempts) select gen_random_uuid(), id, 3 from people`);
  await new Promise<void>((resolve, reject) => {
    const asked = ask(url, { method: "POST", headers: { ...headers, origin: stack.appUrl } }, (answer) => {
      answer.once("data", () => {
        answer.destroy();
        resolve();
      });
    });
    asked.once("error", reject);
    asked.end();
  });
  await expect.poll(written).toEqual(["verifications.export_started", "verifications.export_broken_off"]);
});

test("who exports too often is told to wait", async ({ signIn, stack }) => {
  const { token } = await signIn("auditor");
  const headers = {
    ...cookieOf(token),
    origin: stack.appUrl,
    "content-type": "application/x-www-form-urlencoded",
  };
  const body = "status=declined&from=2001-01-01&to=2001-01-02";
  const statuses: number[] = [];
  for (let count = 0; count < 12; count++) {
    const answer = await fetch(`${stack.appUrl}/verifications/export`, { method: "POST", headers, body });
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  expect(statuses.slice(0, 6)).toEqual(Array(6).fill(200));
  expect(statuses).toContain(429);
});

test("a search that is refused is not exported: the answer says so in words, and no file is sent", async ({
  signIn,
  stack,
}) => {
  const { token } = await signIn("auditor");
  const headers = {
    ...cookieOf(token),
    origin: stack.appUrl,
    "content-type": "application/x-www-form-urlencoded",
  };
  const body = `q=${"x".repeat(300)}`;
  const answer = await fetch(`${stack.appUrl}/verifications/export`, { method: "POST", headers, body });
  expect(answer.status).toBe(422);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  expect(await answer.text()).toContain("nothing was exported");
});
