import pg from "pg";

/** The people who can sign in to a demo, each by a mailed link: their role, and what it lets them do. */
const accounts = {
  applicant: "is the one to be verified",
  support: "sees status and history, personal data masked",
  reviewer: "sees evidence, refreshes and cancels",
  senior: "also redacts",
  auditor: "reads everything, changes nothing",
  developer: "sees webhook events and dead letters, never a person",
  admin: "sees the queue with personal data masked, and webhook events",
};

/** The accounts as lines for the terminal. */
export const accountList = Object.entries(accounts)
  .map(([role, may]) => `  ${`${role}@demo.test`.padEnd(20)} ${may}`)
  .join("\n");

/** Makes the accounts in a migrated database, unless they are there. Where a seed runs, the seed makes them. */
export async function ensureAccounts(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const role of Object.keys(accounts)) {
      await client.query(
        `insert into "user" (id, email, role) values (gen_random_uuid(), $1, $2::role) on conflict do nothing`,
        [`${role}@demo.test`, role],
      );
    }
  } finally {
    await client.end();
  }
}
