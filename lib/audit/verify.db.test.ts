import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readHead, writeHead } from "@/lib/audit/head";
import { appendAudit } from "@/lib/audit/log";
import { signAuditHead } from "@/lib/audit/sign";
import { verifyAuditLog, verifyChain } from "@/lib/audit/verify";
import { databasePool, db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { signInSomebody } from "@/testkit/in-process/people";

/** Everything that a column may hold, also what JSON escapes. */
const odd = 'a "quoted" \\ text\twith\n\u0001\u001f\u007f\u2028 é 😀 /';

// A connection of its own: the owner's, who switches the triggers off.
const owner = new pg.Client({ connectionString: process.env.DATABASE_URL });
beforeAll(async () => {
  await owner.connect();
  const viewer = await signInSomebody("reviewer");
  await appendAudit(db, null, [{ action: "session.synced", targetId: odd, subject: odd }]);
  for (let index = 0; index < 20; index++) {
    await appendAudit(db, index % 2 ? viewer : null, [
      {
        action: "evidence.revealed",
        targetId: "one",
        subject: `field${index}`,
        reason: index % 3 ? "document_check" : null,
      },
    ]);
  }
});
afterAll(() => owner.end());

const { piiKeys } = env();
const verify = (most?: number) => verifyAuditLog(databasePool(), piiKeys, most);
const idAt = async (offset: number) => {
  const { rows } = await owner.query<{ id: string }>(
    "select id::text from audit_entry order by audit_entry.id offset $1 limit 1",
    [offset],
  );
  return BigInt(rows[0]?.id ?? 0);
};

/** Does what only the table's owner can, asks, and undoes it. */
async function asOwner<T>(statements: string[], look: () => Promise<T>): Promise<T> {
  await owner.query("create table audit_before as select * from audit_entry");
  await owner.query("create table head_before as select * from audit_head");
  await owner.query("alter table audit_entry disable trigger all");
  try {
    for (const statement of statements) await owner.query(statement);
    return await look();
  } finally {
    await owner.query("delete from audit_entry");
    await owner.query("insert into audit_entry select * from audit_before");
    await owner.query("delete from audit_head");
    await owner.query("insert into audit_head select * from head_before");
    await owner.query("alter table audit_entry enable trigger all");
    await owner.query("drop table audit_before, head_before");
  }
}

/** As a knowing owner would: entries are written anew from one on, each with a hash that fits. */
const rehashed = (from: bigint) => `
  do $$ declare one audit_entry; before bytea; begin
    select hash into before from audit_entry where id < ${from} order by id desc limit 1;
    for one in select * from audit_entry where id >= ${from} order by id loop
      before := sha256(before || convert_to(jsonb_build_array(2, one.id, extract(epoch from one.at), one.actor_id,
        one.actor_role, one.action, one.target_type, one.target_id, one.verification_id, one.subject, one.reason)::text, 'UTF8'));
      update audit_entry set hash = before, previous_hash = coalesce((select hash from audit_entry a
        where a.id < one.id order by id desc limit 1), previous_hash) where id = one.id;
    end loop; end $$`;

test("the same bytes are hashed here as by the database's trigger, whatever a column holds", async () => {
  expect(await verify()).toMatchObject({ entries: 21, fault: null, head: null, headFault: null });
  expect((await verifyChain(databasePool(), null, 5)).entries).toBe(5);
  expect(await verify(5)).toMatchObject({ entries: 5, fault: null });
});

test("a column that was changed, an entry that was removed, and the oldest that were, are told with their number", async () => {
  const [first, sixth, seventh, eighth] = [await idAt(0), await idAt(5), await idAt(6), await idAt(7)];
  for (const change of [
    "subject = 'else'",
    "reason = null",
    "at = at + interval '1 millisecond'",
    "actor_id = null",
    "actor_role = 'admin'",
    "action = 'session.synced'",
    "target_type = 'person'",
    "target_id = 'another'",
    "verification_id = gen_random_uuid()",
    "hash_version = 1",
    "hash_version = 3",
    "previous_hash = sha256('')",
    "hash = sha256('')",
  ]) {
    const id = await idAt(8);
    await asOwner([`update audit_entry set ${change} where id = ${id}`], async () => {
      expect((await verify()).fault, change).toMatchObject({ cause: "changed", entryId: id });
    });
  }
  await asOwner([`delete from audit_entry where id = ${seventh}`], async () => {
    expect((await verify()).fault).toEqual({ cause: "detached", entryId: eighth, before: sixth });
  });
  await asOwner([`delete from audit_entry where id = ${first}`], async () => {
    expect((await verify()).fault).toEqual({ cause: "detached", entryId: await idAt(0), before: null });
  });
  expect((await verify()).fault).toBeNull();
});

test("an entry that was put in is told, whatever number it bears, also when its hash fits", async () => {
  const first = await idAt(0);
  const forged = (
    id: string,
  ) => `insert into audit_entry (id, action, target_type, target_id, hash_version, previous_hash, hash)
    select ${id}, 'evidence.revealed', 'verification', 'one', 2, previous_hash, hash from audit_entry where id = ${first}`;
  const fitting = (
    id: string,
  ) => `update audit_entry set hash = sha256(previous_hash || convert_to(jsonb_build_array(2, id,
    extract(epoch from at), actor_id, actor_role, action, target_type, target_id, verification_id, subject, reason)::text, 'UTF8'))
    where id = ${id}`;
  for (const id of ["0", "-1", "(-9223372036854775808)"]) {
    const entryId = BigInt(id.replace(/[()]/g, ""));
    await asOwner([forged(id)], async () => {
      expect((await verify()).fault).toEqual({ cause: "changed", entryId, before: null });
    });
    await asOwner([forged(id), fitting(id)], async () => {
      expect((await verify()).fault).toEqual({ cause: "detached", entryId: first, before: entryId });
    });
  }
});

test("newest entries that were removed, and a log that was written anew with hashes that fit, are told by the signed head", async () => {
  await signAuditHead();
  const [nineteenth, newest] = [await idAt(18), await idAt(20)];
  expect(await readHead(databasePool())).toMatchObject({ entryId: newest });
  await asOwner([`delete from audit_entry where id > ${nineteenth}`], async () => {
    const wrong = { cause: "newest_removed", entryId: newest, newest: nineteenth };
    expect(await verify()).toMatchObject({ fault: null, headFault: wrong });
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    await signAuditHead();
    vi.restoreAllMocks();
    expect((await verify()).headFault).toEqual(wrong);
  });
  await asOwner(
    [`update audit_entry set subject = 'else' where id = ${nineteenth}`, rehashed(nineteenth)],
    async () => {
      expect(await verify()).toMatchObject({ fault: null, headFault: { cause: "not_as_signed", entryId: newest } });
    },
  );
  await asOwner(["delete from audit_entry"], async () => {
    expect((await verify()).headFault).toEqual({ cause: "newest_removed", entryId: newest, newest: null });
  });
});

test("nobody without a key of PII_KEYS can sign a head, and one key may follow the other", async () => {
  const newest = await idAt(20);
  const other = await idAt(10);
  await asOwner(
    [`update audit_head set entry_id = ${other}, hash = (select hash from audit_entry where id = ${other})`],
    async () => {
      expect((await verify()).headFault).toMatchObject({ cause: "forged" });
    },
  );
  const newer = { id: "newer", key: randomBytes(32) };
  const stranger = { id: piiKeys[0]?.id ?? "", key: randomBytes(32) };
  await asOwner([], async () => {
    const link = { entryId: newest, hash: (await readHead(databasePool()))?.hash ?? new Uint8Array() };
    await writeHead(databasePool(), [stranger], link);
    expect((await verify()).headFault).toMatchObject({ cause: "forged" });
    await writeHead(databasePool(), [newer, ...piiKeys], link);
    expect((await verify()).headFault).toMatchObject({ cause: "key_gone" });
    expect(await verifyAuditLog(databasePool(), [newer])).toMatchObject({ fault: null, headFault: null });
  });
});

test("a head is signed over what was verified since the last one, is told in the log, and is never set back", async () => {
  await appendAudit(db, null, [{ action: "session.synced", targetId: "vs_1" }]);
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  await signAuditHead();
  await signAuditHead();
  vi.restoreAllMocks();
  const newest = await idAt(21);
  const head = await readHead(databasePool());
  expect(head).toMatchObject({ entryId: newest });
  const told = lines.filter((line) => line.includes("was signed"));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(Buffer.from(head?.hash ?? []).toString("hex"));

  await writeHead(databasePool(), piiKeys, { entryId: await idAt(3), hash: randomBytes(32) });
  expect(await readHead(databasePool())).toEqual(head);
  await asOwner([`update audit_entry set subject = 'else' where id = ${newest}`], async () => {
    await owner.query("alter table audit_entry enable trigger all");
    await appendAudit(db, null, [{ action: "session.synced", targetId: "vs_1" }]);
    await owner.query("alter table audit_entry disable trigger all");
    expect((await verify()).fault).toMatchObject({ cause: "changed", entryId: newest });
  });
});
