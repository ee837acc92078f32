import { writeFile } from "node:fs/promises";
import pg from "pg";
import { getQueuePage } from "@/lib/cases/queue";
import { queueFilter } from "@/lib/cases/schema";
import { checkEnvAtBoot } from "@/lib/env";
import { signInSomebody } from "@/testkit/in-process/people";
import { timeReadings } from "./readings";

const environment = checkEnvAtBoot();
const pool = new pg.Pool({ connectionString: environment.databaseUrl, max: 10 });
const viewer = await signInSomebody("reviewer");

const middle = await pool.query<{ cursor: string }>(
  `select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || id as cursor
   from verification order by case_number offset (select count(*) / 2 from verification) limit 1`,
);
const filters = {
  "newest page": {},
  "a page from the middle": { after: middle.rows[0]?.cursor },
  "in review": { status: "in_review" },
  "a country and a code": { country: "IS", code: "selfie_face_mismatch" },
  "beginning of an address": { q: "person4321" },
};

// As in a server that has been up for a while: compiled by the engine before anything counts.
for (let count = 0; count < 300; count++) await getQueuePage(viewer, {});

const pages = Object.fromEntries(
  Object.entries(filters).map(([name, given]) => [name, () => getQueuePage(viewer, queueFilter.parse(given))]),
);
await writeFile(process.argv[2] ?? "", JSON.stringify(await timeReadings(pool, pages)));
process.exit(0);
