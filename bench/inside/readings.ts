import pg from "pg";

/** How long reading one page took, each time: by our function, and by its statements alone. */
export type Timing = { filter: string; loaderMs: number[]; bareMs: number[] };

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

/** Times reading each page, by our function and by the very statements that it sends. */
export async function timeReadings(pool: pg.Pool, pages: Record<string, () => Promise<unknown>>): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (const [filter, read] of Object.entries(pages)) {
    const statements = await statementsOf(read);
    const bare = () => Promise.all(statements.map((statement) => pool.query(statement)));
    for (let count = 0; count < warmUps; count++) await Promise.all([read(), bare()]);

    const timing: Timing = { filter, loaderMs: [], bareMs: [] };
    for (let count = 0; count < readings; count++) {
      timing.bareMs.push(await timed(bare));
      timing.loaderMs.push(await timed(read));
    }
    timings.push(timing);
  }
  return timings;
}
