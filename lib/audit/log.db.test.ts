import { expect, test } from "vitest";
import { appendAudit } from "@/lib/audit/log";
import { db } from "@/lib/db/client";
import { signInSomebody } from "@/testkit/in-process/people";

test("no entry can be changed or removed, not even by who owns the table", async () => {
  await appendAudit(db, null, [{ action: "verifications.exported", targetId: "one", subject: "rows:1" }]);
  for (const attack of [
    "update audit_entry set subject = 'rows:0'",
    "update audit_entry set target_id = 'another'",
    "delete from audit_entry",
    "truncate audit_entry",
  ]) {
    await expect(db.$executeRawUnsafe(attack), attack).rejects.toThrow("append-only");
  }
});

test("parallel entries form one chain, in which each carries the hash of the one before", async () => {
  const viewer = await signInSomebody("reviewer");
  const write = (index: number) =>
    appendAudit(db, viewer, [
      { action: "evidence.revealed", targetId: "one", subject: `field${index}`, reason: "document_check" },
    ]);
  await Promise.all(Array.from({ length: 20 }, (_, index) => write(index)));

  const broken = await db.$queryRaw`
    select id from (
      select *, lag(hash) over (order by id) as before from audit_entry
    ) as entry
    where (before is not null and previous_hash <> before)
      or hash <> sha256(previous_hash || convert_to(jsonb_build_array(2, id, extract(epoch from at), actor_id,
        actor_role, action, target_type, target_id, verification_id, subject, reason)::text, 'UTF8'))`;
  expect(broken).toEqual([]);
  expect(await db.auditEntry.count()).toBeGreaterThanOrEqual(20);
});
