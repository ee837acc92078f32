import "server-only";
import { appendAudit } from "@/lib/audit/log";
import { db } from "@/lib/db/client";
import type { Person, Words } from "@/lib/health/doctor/check";
import { dataKeysToWrap, wrapDataKeysAnew } from "@/lib/pii/data-keys";
import { newestKey } from "@/lib/pii/keyring";

/**
 * `npm run doctor -- --fix keys`: says how many of people's data keys it will wrap anew under the first of PII_KEYS, asks, wraps them and
 * looks again. Both are in the audit log, as the system's own. Returns the exit code: 0 when no other key is needed afterwards.
 */
export async function fixKeys(words: Words, { say, ask }: Person): Promise<0 | 1> {
  let wrapped = 0;
  try {
    const { id: newest } = newestKey();
    const before = await dataKeysToWrap();
    if (before.keys.length === 0) {
      say(words("fixKeys.nothing", { newest }));
      return 0;
    }
    say(words("fixKeys.plan", { newest, count: before.count, keys: before.keys.join(", ") }));
    say(words("fixKeys.before", { newest }));
    const agreed = await ask(`${words("fix.ask")} `);
    if (!agreed) {
      say(words(agreed === null ? "fix.notAsked" : "fix.declined"));
      return 1;
    }

    await appendAudit(db, null, [
      { action: "data_keys.wrap_requested", targetId: newest, subject: `rows:${before.count}` },
    ]);
    try {
      for await (const count of wrapDataKeysAnew()) wrapped += count;
    } finally {
      await appendAudit(db, null, [{ action: "data_keys.wrapped", targetId: newest, subject: `rows:${wrapped}` }]);
    }
    const after = await dataKeysToWrap();
    const left = { wrapped, left: after.count, keys: after.keys.join(", ") };
    say(after.count === 0 ? words("fixKeys.done", { wrapped, newest }) : words("fixKeys.left", left));
    return after.count === 0 ? 0 : 1;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "–";
    say(words("fixKeys.brokenOff", { wrapped, code }));
    return 1;
  }
}
