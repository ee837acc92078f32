import { expect, test, vi } from "vitest";
import { databasePool, db, inboxPool } from "@/lib/db/client";
import { checkEnvAtBoot } from "@/lib/env";

test("a page on a busy machine waits until a connection is free, and does not take that for a database that is away", async () => {
  const all = Array.from({ length: 10 }, () => databasePool().query("select pg_sleep(2)"));
  const late = [databasePool().query("select 1"), db.$transaction((tx) => tx.$queryRaw`select 1`)];
  expect(databasePool().waitingCount).toBeGreaterThan(0);
  await expect(Promise.all(late)).resolves.toHaveLength(2);
  await Promise.all(all);
});

test("times are in UTC, whatever options the address of the database brings", async () => {
  const url = new URL(process.env.DATABASE_URL ?? "");
  url.searchParams.set("options", "-c work_mem=5MB -c timezone=Asia/Kathmandu");
  vi.stubEnv("DATABASE_URL", url.href);
  checkEnvAtBoot();
  // The pool of the inbox is opened by this statement, and by no other test of this file.
  const { rows } = await inboxPool().query(
    "select current_setting('timezone') as zone, current_setting('work_mem') as memory",
  );
  expect(rows).toEqual([{ zone: "UTC", memory: "5MB" }]);
});
