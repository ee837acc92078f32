import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeHead } from "@/lib/audit/head";
import { verifyAuditLog, verifyChain } from "@/lib/audit/verify";
import { env } from "@/lib/env";
import { migrate } from "../scripts/commands/migrate.ts";
import { createTestDatabase } from "../testkit/database.ts";
import { migrateBefore } from "./migrate-before.ts";

/** The first migration of version 2. */
const targets = "20261128220000_audit_targets";

const person = "00000000-0000-7000-8000-000000000001";
const verification = "00000000-0000-7000-8000-000000000002";

/** As builds of before wrote them, each with the target that follows from it. */
const old = [
  { action: "verification.adopted", verification, subject: "vs_1", target: ["verification", verification] },
  { action: "person.key_destroyed", verification, subject: null, target: ["verification", verification] },
  { action: "evidence.revealed", verification, subject: "dob", target: ["verification", verification] },
  { action: "details.changed", verification, subject: "version:2", target: ["person", person] },
  { action: "session.synced", verification, subject: "vs_1", target: ["verification_session", "vs_1"] },
  { action: "event.replayed", verification, subject: "evt_1", target: ["event", "evt_1"] },
  { action: "event.discarded", verification: null, subject: "evt_2", target: ["event", "evt_2"] },
  { action: "events.replayed", verification: null, subject: "events:3", target: ["list", "events"] },
  { action: "verifications.searched", verification: null, subject: "address", target: ["list", "verifications"] },
  { action: "verifications.exported", verification: null, subject: "rows:3", target: ["export", "unknown"] },
  { action: "endpoint.events_requested", verification: null, subject: "we_1", target: ["webhook_endpoint", "we_1"] },
  { action: "of another build", verification: null, subject: null, target: ["unknown", "unknown"] },
];

// One connection, so that what is verified is what an open transaction of it has changed.
let database: pg.Pool;
let written: { id: string; hash: Buffer }[];

beforeAll(async () => {
  const databaseUrl = await createTestDatabase("empty");
  database = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  await migrateBefore(databaseUrl, targets);
  await database.query(`insert into "user" (id, email) values ($1, 'old@demo.test')`, [person]);
  await database.query("insert into verification (id, user_id, max_attempts) values ($1, $2, 3)", [
    verification,
    person,
  ]);
  for (const entry of old) await insertAsBefore(entry);
  written = (await database.query<{ id: string; hash: Buffer }>("select id, hash from audit_entry order by id")).rows;

  await migrate(databaseUrl);
  for (const target of ["one", "two", "three", "four"]) {
    await database.query(
      `insert into audit_entry (action, actor_id, target_type, target_id, reason)
       values ('evidence.revealed', $1, 'verification', $2, 'document_check')`,
      [person, target],
    );
  }
});
afterAll(() => database.end());

const insertAsBefore = ({
  action,
  verification,
  subject,
}: Pick<(typeof old)[number], "action" | "verification" | "subject">) =>
  database.query("insert into audit_entry (action, actor_id, verification_id, subject) values ($1, $2, $3, $4)", [
    action,
    person,
    verification,
    subject,
  ]);

const { piiKeys } = env();

/** Does what only the table's owner can, asks, and undoes it. */
async function asOwner<T>(statements: string[], look: () => Promise<T>): Promise<T> {
  await database.query("begin");
  try {
    await database.query("alter table audit_entry disable trigger all");
    for (const statement of statements) await database.query(statement);
    return await look();
  } finally {
    await database.query("rollback");
  }
}

const nth = (position: number) => `(select id from audit_entry order by id offset ${position - 1} limit 1)`;

/** Gives the entries from one on the hashes that fit them, as somebody would who knows how. */
const rehashedFrom = (id: string) => `
  do $$ declare one audit_entry; before bytea; begin
    select hash into before from audit_entry where id < ${id} order by id desc limit 1;
    for one in select * from audit_entry where id >= ${id} order by id loop
      update audit_entry set previous_hash = before, hash = sha256(before || convert_to((case hash_version
        when 1 then jsonb_build_array(id, extract(epoch from at), actor_id, actor_role, action, verification_id, subject, reason)
        else jsonb_build_array(hash_version, id, extract(epoch from at), actor_id, actor_role, action, target_type, target_id,
          verification_id, subject, reason) end)::text, 'UTF8')) where id = one.id returning hash into before;
    end loop; end $$`;

const faultAfter = (...statements: string[]) =>
  asOwner(statements, async () => (await verifyChain(database, null)).fault?.cause ?? null);

test("entries of before keep their hashes under version 1, get the target that follows from them, and hold with new ones in one chain", async () => {
  const { rows } = await database.query(
    `select id, hash, hash_version as version, action, array[target_type, target_id] as target from audit_entry order by id`,
  );
  expect(rows.slice(0, old.length)).toEqual(
    old.map(({ action, target }, index) => ({ ...written[index], version: 1, action, target })),
  );
  expect(rows.slice(old.length)).toMatchObject(Array.from({ length: 4 }, () => ({ version: 2 })));
  expect(await verifyAuditLog(database, piiKeys)).toMatchObject({ entries: old.length + 4, fault: null });
});

test("what an older build writes while a newer one is deployed is of version 2 and has its target", async () => {
  await database.query("begin");
  for (const entry of old) await insertAsBefore(entry);
  const { rows } = await database.query<{ version: number; target: string[] }>(
    `select hash_version as version, array[target_type, target_id] as target from audit_entry order by id desc limit $1`,
    [old.length],
  );
  expect(rows.reverse()).toEqual(old.map(({ target }) => ({ version: 2, target })));
  expect((await verifyChain(database, null)).fault).toBeNull();
  await database.query("rollback");
});

test("after the migrations nothing can be changed, not even the target of an entry of version 1", async () => {
  for (const change of ["target_id = 'vs_2'", "target_id = null", "hash_version = 2"]) {
    await expect(database.query(`update audit_entry set ${change} where hash_version = 1`), change).rejects.toThrow(
      "append-only",
    );
  }
});

test("a target and a version that were changed are told, in either direction", async () => {
  const [first, newer] = [nth(1), nth(old.length + 2)];
  expect(await faultAfter(`update audit_entry set target_type = 'person' where id = ${newer}`)).toBe("changed");
  expect(await faultAfter(`update audit_entry set target_id = 'another' where id = ${newer}`)).toBe("changed");
  expect(await faultAfter(`update audit_entry set hash_version = 1 where id = ${newer}`)).toBe("changed");
  expect(await faultAfter(`update audit_entry set hash_version = 3 where id = ${newer}`)).toBe("changed");
  expect(await faultAfter(`update audit_entry set hash_version = 2 where id = ${first}`)).toBe("changed");
});

test("an entry that was written anew under version 1, which does not cover its target, is told even where every hash fits", async () => {
  const [middle, newest] = [nth(old.length + 2), nth(old.length + 4)];
  for (const id of [middle, newest]) {
    const change = `update audit_entry set target_id = 'another', hash_version = 1 where id = ${id}`;
    expect(await faultAfter(change, rehashedFrom(id))).toBe("downgraded");
  }
  // The page looks at the newest alone: what they follow was of version 2.
  const change = `update audit_entry set target_id = 'another', hash_version = 1 where id = ${newest}`;
  const seen = await asOwner([change, rehashedFrom(newest)], () => verifyAuditLog(database, piiKeys, 1));
  expect(seen).toMatchObject({ entries: 0, fault: { cause: "downgraded" } });
});

test("a log whose every entry of version 2 was written anew under version 1 is not the one that was signed", async () => {
  const { last } = await verifyChain(database, null);
  if (!last) throw new Error("the log has entries");
  await writeHead(database, piiKeys, last);
  const anew = [
    "update audit_entry set hash_version = 1, target_id = 'another' where hash_version = 2",
    rehashedFrom(nth(old.length + 1)),
  ];
  expect(await asOwner(anew, () => verifyAuditLog(database, piiKeys))).toMatchObject({
    fault: null,
    headFault: { cause: "not_as_signed" },
  });
});
