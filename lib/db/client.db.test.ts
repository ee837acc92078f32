import { expect, test } from "vitest";
import { databasePool, db } from "@/lib/db/client";

test("a page on a busy machine waits until a connection is free, and does not take that for a database that is away", async () => {
  const all = Array.from({ length: 10 }, () => databasePool().query("select pg_sleep(2)"));
  const late = [databasePool().query("select 1"), db.$transaction((tx) => tx.$queryRaw`select 1`)];
  expect(databasePool().waitingCount).toBeGreaterThan(0);
  await expect(Promise.all(late)).resolves.toHaveLength(2);
  await Promise.all(all);
});
