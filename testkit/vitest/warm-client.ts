import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../../prisma/generated/client.ts";

const kept = globalThis as typeof globalThis & { clientIsWarm?: boolean };

/**
 * Has Prisma load and compile itself by a client that is nobody's, once a process. Else the first transaction of its first file pays
 * for that, between BEGIN and its first statement too: on a very busy machine seconds (8.7 before BEGIN, 1.5 after it, at a load of 22
 * on two cores), which are held against the transaction's ten and PostgreSQL's eight of idleness.
 */
export async function warmClient(connectionString: string): Promise<void> {
  if (kept.clientIsWarm) return;
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString }) });
  await client.$queryRaw`select ${1}::int`;
  await client.user.findFirst({ where: { email: "" } });
  await client.$disconnect();
  kept.clientIsWarm = true;
}
