import { writeFile } from "node:fs/promises";
import pg from "pg";
import { getBoardPage } from "@/lib/connect/staff/board";
import { boardFilter } from "@/lib/connect/staff/schema";
import { checkEnvAtBoot } from "@/lib/env";
import { signInSomebody } from "@/testkit/in-process/people";
import { timeReadings } from "./readings";

const environment = checkEnvAtBoot();
const pool = new pg.Pool({ connectionString: environment.databaseUrl, max: 10 });
const viewer = await signInSomebody("senior");

const middle = await pool.query<{ cursor: string }>(
  `select to_char(due_by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '_' || id as cursor
   from connected_account where due_by is not null order by due_by, id offset 150000 limit 1`,
);
await pool.query("select pg_stat_reset()");
const filters = {
  "first page": {},
  "a page from the middle": { after: middle.rows[0]?.cursor },
  "payouts off": { payouts: "off" },
  "payouts in 7 days": { payouts: "within_7" },
  "one status": { status: "past_due" },
  "a disabled reason": { reason: "under_review" },
  "a reason that closes": { reason: "rejected.fraud" },
  "a reason without words": { reason: "unknown" },
  "a country": { country: "JP" },
  "a task that many have": { task: "id" },
  "a task that few have": { task: "stripe" },
  "a task, and payouts off": { task: "id", payouts: "off" },
  "a country, a status and a task": { country: "JP", status: "due", task: "bank" },
};

// As in a server that has been up for a while: compiled by the engine before anything counts.
for (let count = 0; count < 300; count++) await getBoardPage(viewer, {});

const pages = Object.fromEntries(
  Object.entries(filters).map(([name, given]) => [name, () => getBoardPage(viewer, boardFilter.parse(given))]),
);
const timings = await timeReadings(pool, pages);
const { rows } = await pool.query<{ scans: number }>(
  "select seq_scan::int as scans from pg_stat_user_tables where relname = 'connected_account'",
);
await writeFile(process.argv[2] ?? "", JSON.stringify({ timings, sequentialScans: rows[0]?.scans ?? null }));
process.exit(0);
