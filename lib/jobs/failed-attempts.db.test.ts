import { expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { sessionTarget } from "@/lib/jobs/definitions";
import { purgeFailedAttempts, recordFailedAttempt } from "@/lib/jobs/failed-attempts";

const failed = { code: "stripe_busy", stripeStatus: 429, durationMs: 12, exhausted: false };
const attemptsOf = async (objectId: string) =>
  (await db.failedAttempt.findMany({ where: { objectId }, orderBy: { id: "asc" } })).map(({ attempt }) => attempt);
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test("the newest 20 failed attempts of a sync stay, whatever another sync does", async () => {
  for (const attempt of upTo(1, 3)) await recordFailedAttempt(sessionTarget("vs_few"), { attempt, ...failed });
  for (const attempt of upTo(1, 20)) await recordFailedAttempt(sessionTarget("vs_many"), { attempt, ...failed });
  expect(await attemptsOf("vs_many")).toEqual(upTo(1, 20));
  for (const attempt of upTo(21, 25)) await recordFailedAttempt(sessionTarget("vs_many"), { attempt, ...failed });
  expect(await attemptsOf("vs_many")).toEqual(upTo(6, 25));
  expect(await attemptsOf("vs_few")).toEqual(upTo(1, 3));
});

test("they go after thirty days", async () => {
  await recordFailedAttempt(sessionTarget("vs_old"), { attempt: 1, ...failed });
  await recordFailedAttempt(sessionTarget("vs_old"), { attempt: 2, ...failed });
  await db.$executeRaw`update failed_try set failed_at = now() - interval '31 days'
    where verification_session_id = 'vs_old' and attempt = 1`;
  await db.$executeRaw`update failed_try set failed_at = now() - interval '29 days'
    where verification_session_id = 'vs_old' and attempt = 2`;
  await purgeFailedAttempts();
  expect(await attemptsOf("vs_old")).toEqual([2]);
});
