import { writeFile } from "node:fs/promises";
import pg from "pg";
import { getQueuePage } from "@/lib/cases/queue";
import { queueFilter } from "@/lib/cases/schema";
import { checkEnvAtBoot } from "@/lib/env";
import { signInSomebody } from "@/testkit/in-process/people";

/** How long reading one page took, each time: by our function, and by its statements alone. */
export type QueueTiming = { filter: string; loaderMs: number[]; bareMs: number[] };

const warmUps = 20;
const readings = 60;

type Statement = { text: string; values: unknown[] };

/** The statements that `work` sends to the database, so that the bare side is never another than ours. */
async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const found: Statement[] = [];
  const original = pg.Client.prototype.query;
  pg.Client.prototype.query = function recording(this: pg.Client, ...args: unknown[]) {
    const [statement] = args;
    if (typeof statement === "object" && statement !== null && "text" in statement && "values" in statement) {
      // A cast, because that is the shape in which Prisma's adapter asks pg (QueryArrayConfig).
      const { text, values } = statement as Statement;
      found.push({ text, values });
    }
    return Reflect.apply(original, this, args);
    // A cast, because no function can be declared with all of the method's overloads.
  } as typeof original;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original;
  }
  return found;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

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

const timings: QueueTiming[] = [];
for (const [name, given] of Object.entries(filters)) {
  const read = () => getQueuePage(viewer, queueFilter.parse(given));
  const statements = await statementsOf(read);
  const bare = () => Promise.all(statements.map((statement) => pool.query(statement)));
  for (let count = 0; count < warmUps; count++) await Promise.all([read(), bare()]);

  const timing: QueueTiming = { filter: name, loaderMs: [], bareMs: [] };
  for (let count = 0; count < readings; count++) {
    timing.bareMs.push(await timed(bare));
    timing.loaderMs.push(await timed(read));
  }
  timings.push(timing);
}
await writeFile(process.argv[2] ?? "", JSON.stringify(timings));
process.exit(0);
