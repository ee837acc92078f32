import { expect, inject, test, vi } from "vitest";
import { dropDatabase, ensureDatabase } from "./postgres.ts";

test("the embedded server is reached also where the terminal's environment wants TLS of every PostgreSQL", async () => {
  const url = new URL(inject("templateUrl"));
  url.pathname = "/wanted_tls";
  vi.stubEnv("PGSSLMODE", "require");
  await expect(ensureDatabase(url.href)).resolves.toBeUndefined();
  await dropDatabase(url.href);
});
