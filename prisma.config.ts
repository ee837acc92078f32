import { defineConfig } from "prisma/config";

/** Where Prisma's own commands look. `prisma migrate deploy` reads DATABASE_URL; generating needs none. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
