import { parseArgs } from "node:util";
import { defaultLocale } from "@/i18n/locales";
import { translatorOf } from "@/i18n/translator";
import { type HeadFault, writeHead } from "@/lib/audit/head";
import { type ChainFault, verifyAuditLog } from "@/lib/audit/verify";
import { databasePool } from "@/lib/db/client";
import { readOwnEnv } from "@/lib/env";

// What is looked at is chosen by scripts/commands/audit-verify.ts, which hands it over as the environment and says so here.
const { values } = parseArgs({
  options: {
    source: { type: "string", default: "the environment of this process" },
    sign: { type: "boolean", default: false },
  },
});

const words = await translatorOf(defaultLocale, "doctor");
const say = (line: string) => process.stdout.write(`${line}\n`);

const inWords = (fault: ChainFault | HeadFault): string => {
  const entry = String(fault.entryId);
  const before = "before" in fault && fault.before !== null ? String(fault.before) : words("audit.nothing");
  const newest = "newest" in fault && fault.newest !== null ? String(fault.newest) : words("audit.nothing");
  return words(`audit.${fault.cause}`, { entry, before, newest });
};

async function run(): Promise<0 | 1> {
  const read = readOwnEnv();
  if ("problems" in read) {
    for (const problem of read.problems) say(problem);
    return 1;
  }
  const database = databasePool();
  const { piiKeys } = read.env;
  const { entries, last, head, fault, headFault } = await verifyAuditLog(database, piiKeys);
  say(words("audit.source", { source: values.source }));
  for (const wrong of [fault, headFault]) if (wrong) say(`✗ ${inWords(wrong)}`);
  if (!fault)
    say(`✓ ${words("audit.whole", { entries, newest: last ? String(last.entryId) : words("audit.nothing") })}`);
  if (head && !headFault)
    say(`✓ ${words("audit.signed", { entry: String(head.entryId), at: head.signedAt.toISOString() })}`);
  if (!head) say(`– ${words("audit.unsigned")}`);
  if (last) say(words("audit.head", { entry: String(last.entryId), hash: Buffer.from(last.hash).toString("hex") }));
  if (values.sign && last && !fault) {
    await database.query("delete from audit_head");
    await writeHead(database, piiKeys, last);
    say(words("audit.signedAnew", { entry: String(last.entryId) }));
    return 0;
  }
  return fault || headFault ? 1 : 0;
}

const exitCode = await run().catch((error: unknown) => {
  say(words("audit.noDatabase", { code: error instanceof Error && "code" in error ? String(error.code) : "–" }));
  return 1;
});
process.stdout.write("", () => process.exit(exitCode));
