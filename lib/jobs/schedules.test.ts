import { parseCrontab } from "graphile-worker";
import { expect, test } from "vitest";
import { crontab } from "@/lib/jobs/schedules";

test("what time brings is in the crontab, each with its attempts, its key and its place in the line", () => {
  const items = parseCrontab(crontab).map(({ task, options }) => ({ task, ...options }));
  expect(items).toMatchObject([
    { task: "purge", maxAttempts: 3, jobKey: "purge", jobKeyMode: "preserve_run_at" },
    { task: "mailSellers", maxAttempts: 1, jobKey: "mailSellers", jobKeyMode: "preserve_run_at" },
    { task: "signAuditHead", maxAttempts: 1, jobKey: "signAuditHead", jobKeyMode: "preserve_run_at" },
    { task: "verifyAuditLog", maxAttempts: 1, jobKey: "verifyAuditLog", jobKeyMode: "preserve_run_at" },
  ]);
});
