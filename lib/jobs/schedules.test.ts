import { parseCrontab } from "graphile-worker";
import { expect, test } from "vitest";
import { crontab } from "@/lib/jobs/schedules";

test("what time brings is in the crontab, each with its attempts and its key", () => {
  const items = parseCrontab(crontab).map(({ task, options }) => ({ task, ...options }));
  expect(items).toMatchObject([
    { task: "purge", maxAttempts: 3 },
    { task: "mailSellers", maxAttempts: 1, jobKey: "mailSellers" },
    { task: "signAuditHead", maxAttempts: 1, jobKey: "signAuditHead" },
    { task: "verifyAuditLog", maxAttempts: 1, jobKey: "verifyAuditLog" },
  ]);
});
