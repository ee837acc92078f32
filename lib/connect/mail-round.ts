import "server-only";
import { mailDue, speaksOfDue } from "@/lib/connect/mails";
import { askedLists } from "@/lib/connect/schema";
import { db, type Tx } from "@/lib/db/client";
import { log } from "@/lib/log";
import { sellerMailKinds } from "@/lib/mail/kinds";
import { enqueueMails } from "@/lib/mail/outbox";
import { lockPerson } from "@/lib/pii/person";
import { now } from "@/lib/time";

const portion = 200;

/** When to look again at an account that could not be looked at: others must not wait behind it. */
const laterMs = 60 * 60 * 1000;

/**
 * Looks at every account whose `mailAt` has come and puts the mail that is due into the outbox (lib/connect/mails.ts). Costs one
 * short transaction an account, whatever the number of accounts there are. An account that fails is logged and looked at an hour later.
 */
export async function mailSellers(): Promise<void> {
  for (let found = portion; found === portion; ) {
    const due = await db.connectedAccount.findMany({
      where: { mailAt: { lte: now() } },
      orderBy: { mailAt: "asc" },
      take: portion,
      select: { id: true, userId: true },
    });
    found = due.length;
    for (const account of due) {
      await db
        .$transaction((tx) => mailSeller(tx, account))
        .catch(async (error) => {
          log.error("it could not be told which mail a seller is to get", { accountId: account.id }, error);
          const mailAt = new Date(now().getTime() + laterMs);
          await db.connectedAccount.update({ where: { id: account.id }, data: { mailAt } });
        });
    }
  }
}

async function mailSeller(tx: Tx, { id, userId }: { id: string; userId: string }): Promise<void> {
  // As a sync does, which may have news of the account at this moment.
  await lockPerson(tx, userId);
  const at = now();
  const account = await tx.connectedAccount.findFirst({ where: { id, mailAt: { lte: at } } });
  if (!account) return;
  const [[failure], earlier] = await Promise.all([
    tx.$queryRaw<{ failedAt: Date | null }[]>`
      select max(c.at) as "failedAt" from requirement_change c join requirement r on r.id = c.requirement_id
      where c.account_id = ${id}::uuid and c.change = 'failed' and r.closed_at is null and r.error_code is not null`,
    tx.mail.findMany({
      where: { userId, kind: { in: [...sellerMailKinds] } },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      select: { key: true, kind: true, deadline: true, outcome: true, createdAt: true },
    }),
  ]);
  const { mail, lookAt } = mailDue({ ...account, failedAt: failure?.failedAt ?? null }, earlier, at);
  if (mail) {
    await enqueueMails(tx, [mail]);
    if (speaksOfDue(mail.kind)) {
      await tx.requirement.updateMany({
        where: { accountId: id, closedAt: null, list: { in: [...askedLists] } },
        data: { askedAt: at },
      });
    }
  }
  await tx.connectedAccount.update({ where: { id }, data: { mailAt: lookAt } });
}
