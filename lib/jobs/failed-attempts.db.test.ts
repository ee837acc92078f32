import { expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { purgeFailedTries, recordFailedTry } from "@/lib/jobs/failed-attempts";

const failed = { code: "stripe_busy", stripeStatus: 429, durationMs: 12, gaveUp: false };
const attemptsOf = async (verificationSessionId: string) =>
  (await db.failedTry.findMany({ where: { verificationSessionId }, orderBy: { id: "asc" } })).map(
    ({ attempt }) => attempt,
  );
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test("the newest 20 failed tries of a session stay, whatever another session does", async () => {
  for (const attempt of upTo(1, 3)) await recordFailedTry({ verificationSessionId: "vs_few", attempt, ...failed });
  for (const attempt of upTo(1, 20)) await recordFailedTry({ verificationSessionId: "vs_many", attempt, ...failed });
  expect(await attemptsOf("vs_many")).toEqual(upTo(1, 20));
  for (const attempt of upTo(21, 25)) await recordFailedTry({ verificationSessionId: "vs_many", attempt, ...failed });
  expect(await attemptsOf("vs_many")).toEqual(upTo(6, 25));
  expect(await attemptsOf("vs_few")).toEqual(upTo(1, 3));
});

test("they go after thirty days", async () => {
  await recordFailedTry({ verificationSessionId: "vs_old", attempt: 1, ...failed });
  await recordFailedTry({ verificationSessionId: "vs_old", attempt: 2, ...failed });
  await db.$executeRaw`update failed_try set failed_at = now() - interval '31 days'
    where verification_session_id = 'vs_old' and attempt = 1`;
  await db.$executeRaw`update failed_try set failed_at = now() - interval '29 days'
    where verification_session_id = 'vs_old' and attempt = 2`;
  await purgeFailedTries();
  expect(await attemptsOf("vs_old")).toEqual([2]);
});
