import "server-only";
import { type AuditHead, readHead, writeHead } from "@/lib/audit/head";
import { checkHead, type Link, verifyAuditLog, verifyChain } from "@/lib/audit/verify";
import { databasePool } from "@/lib/db/client";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

/** At most so many entries are verified at once; the next run goes on from there. */
const perRun = 50_000;

/**
 * Verifies what was added to the audit log since its head was signed, and signs the new head. The head is also logged, so
 * that it lies where nobody who can change the database can change it. Signs nothing over a log that is not as it was
 * signed before: that is logged as an error, each time, until a person has looked (docs/operations.md).
 */
export async function signAuditHead(): Promise<void> {
  const { piiKeys } = env();
  const head = await readHead(databasePool());
  const headFault = head ? await checkHead(databasePool(), head, piiKeys) : null;
  const { last, fault } = headFault ? { last: null, fault: null } : await verifyChain(databasePool(), head, perRun);
  const wrong = headFault ?? fault;
  if (wrong) {
    log.error("the audit log is not as it was written", { auditEntryId: String(wrong.entryId), code: wrong.cause });
    return;
  }
  if (!last || !isNews(last, head, piiKeys[0]?.id)) return;
  await writeHead(databasePool(), piiKeys, last);
  const auditHash = Buffer.from(last.hash).toString("hex");
  log.info("the head of the audit log was signed", { auditEntryId: String(last.entryId), auditHash });
}

/** Something was added, or a newer key is there: of the older one the log then needs nothing more. */
const isNews = (last: Link, head: AuditHead | null, keyId: string | undefined) =>
  last.entryId !== head?.entryId || head.keyId !== keyId;

/** Recomputes the whole log; what is wrong is logged as an error. */
export async function verifyWholeLog(): Promise<void> {
  const { fault, headFault, entries } = await verifyAuditLog(databasePool(), env().piiKeys);
  for (const wrong of [fault, headFault]) {
    if (wrong)
      log.error("the audit log is not as it was written", { auditEntryId: String(wrong.entryId), code: wrong.cause });
  }
  log.info("the audit log was recomputed", { count: entries });
}
