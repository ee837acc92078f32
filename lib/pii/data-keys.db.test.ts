import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { keysInUse } from "@/lib/pii/data-keys";
import { createTestDatabase } from "@/testkit/database";

type Node = { "Node Type": string; "Relation Name"?: string; "Index Name"?: string; Plans?: Node[] } & Record<
  "Actual Rows" | "Actual Loops" | "Rows Removed by Filter",
  number | undefined
>;

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

test("which keys of PII_KEYS are needed is read along an index, a row or two for each key, however many people there are", async () => {
  const pool = new pg.Pool({ connectionString: await createTestDatabase() });
  onTestFinished(() => pool.end());
  await pool.query(`with person as (
      insert into "user" (id, email) select gen_random_uuid(), n || '@demo.test' from generate_series(1, 9000) n returning id, split_part(email, '@', 1)::int as n
    ) insert into data_key (id, user_id, key_id, wrapped_key, destroyed_at)
      select gen_random_uuid(), id, 'k' || n % 4, case when n % 4 > 0 then '\\x00'::bytea end, case when n % 4 = 0 then now() end from person`);
  await pool.query("vacuum analyze data_key");

  expect((await pool.query(keysInUse)).rows).toEqual([{ used: ["k1", "k2", "k3"] }]);
  const { rows } = await pool.query(`explain (analyze, format json) ${keysInUse}`);
  const reading = nodesOf(rows[0]["QUERY PLAN"][0].Plan).filter((node) => node["Relation Name"] === "data_key");
  expect(reading.length).toBeGreaterThan(0);
  for (const node of reading) {
    expect(node).toMatchObject({ "Node Type": "Index Only Scan", "Index Name": "data_key_key_id_idx" });
    expect(node["Rows Removed by Filter"] ?? 0).toBe(0);
    expect((node["Actual Rows"] ?? 0) * (node["Actual Loops"] ?? 0)).toBeLessThanOrEqual(3);
  }
});
