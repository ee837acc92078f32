import { once } from "node:events";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/lib/db/client";
import {
  type Composed,
  deliverMail,
  enqueueMails,
  type NewMail,
  purgeMails,
  recordMailFailure,
  type WhenUnsent,
} from "@/lib/mail/outbox";
import { sellerMail } from "@/lib/mail/seller-mails";
import { countMails } from "@/lib/mail/stats";
import { runJobs } from "@/testkit/in-process/jobs";
import { signInSomebody } from "@/testkit/in-process/people";

/** What the mail server took, and what it answers to the next receivers and mails; without an answer it takes them. */
const taken: Email[] = [];
const answers: { from?: number; rcpt?: number; status?: string; data?: number; afterwards?: () => Promise<void> } = {};
const refusal = (code: number) =>
  Object.assign(new Error(answers.status ? `${answers.status} no` : "no"), { responseCode: code });
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  onMailFrom: (_address, _session, done) => done(answers.from ? refusal(answers.from) : null),
  onRcptTo: (_address, _session, done) => done(answers.rcpt ? refusal(answers.rcpt) : null),
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", async () => {
      if (answers.data) return done(refusal(answers.data));
      taken.push(await PostalMime.parse(Buffer.concat(chunks)));
      await answers.afterwards?.();
      done();
    });
  },
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  // A cast, because a server that listens on a port has such an address.
  process.env.SMTP_URL = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
beforeEach(() => {
  taken.length = 0;
  for (const key of ["from", "rcpt", "status", "data", "afterwards"] as const) delete answers[key];
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});

const facts = {
  page: new URL("http://localhost:3000/connect"),
  count: 2,
  failed: 0,
  overdue: false,
  deadline: null,
  daysLeft: 0,
  line: null,
  timeZone: "UTC",
};
const words = async (): Promise<Composed> => ({ content: await sellerMail("seller_due", facts, "en"), to: null });

let causes = 0;
async function newMail(change: Partial<NewMail> = {}) {
  const { userId } = await signInSomebody();
  causes += 1;
  const mail: NewMail = { key: `test:${causes}`, userId, kind: "seller_closed", deadline: null, ...change };
  return mail;
}
async function enqueued(change: Partial<NewMail> = {}) {
  const mail = await newMail(change);
  await db.$transaction((tx) => enqueueMails(tx, [mail]));
  return db.mail.findUniqueOrThrow({ where: { key: mail.key } });
}
const rowOf = (id: string) => db.mail.findUniqueOrThrow({ where: { id } });
const jobsOf = async (id: string) => {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from graphile_worker.jobs where key = ${`sendMail:${id}`}`;
  return row?.count;
};

describe("the outbox", () => {
  test("has one mail and one job of a cause, however often and at once it is named", async () => {
    const mail = await newMail();
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => db.$transaction((tx) => enqueueMails(tx, [mail, mail]))),
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    const [row, ...others] = await db.mail.findMany({ where: { key: mail.key } });
    expect(others).toEqual([]);
    expect(await jobsOf(row?.id ?? "")).toBe(1);
  });

  test("has nothing of a transaction that does not commit", async () => {
    const mail = await newMail();
    const undone = db.$transaction(async (tx) => {
      await enqueueMails(tx, [mail]);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await db.mail.count({ where: { key: mail.key } })).toBe(0);
    const [row] = await db.$queryRaw<{ count: number }[]>`
      select count(*)::int as count from graphile_worker.jobs where task_identifier = 'sendMail' and attempts = 0
        and key not in (select 'sendMail:' || id from mail)`;
    expect(row?.count).toBe(0);
  });

  test("holds neither address nor words, in its rows or in its jobs", async () => {
    const { id, userId } = await enqueued();
    const { email } = await db.user.findUniqueOrThrow({ where: { id: userId } });
    const [kept] = await db.$queryRaw<{ all: string }[]>`
      select (select row_to_json(m)::text from mail m where id = ${id}::uuid)
        || (select payload::text from graphile_worker._private_jobs where key = ${`sendMail:${id}`}) as all`;
    expect(kept?.all).toContain(id);
    expect(kept?.all).not.toContain(email);
    expect(kept?.all).not.toContain("@");
  });
});

describe("a mail", () => {
  test("is sent once, in HTML and plain text, to the address of that moment", async () => {
    const { id, userId } = await enqueued();
    const email = `new.${id}@demo.test`;
    await db.user.update({ where: { id: userId }, data: { email } });
    expect(await deliverMail(id, words)).toBe("sent");
    expect(await deliverMail(id, words)).toBe("settled");
    expect(taken).toHaveLength(1);
    const [mail] = taken;
    expect(mail?.to).toEqual([{ address: email, name: "" }]);
    expect(mail?.subject).toBe("Something is needed for your payouts");
    expect(mail?.html).toContain("Stripe asks for 2 things. There is no date yet.");
    expect(mail?.text).toContain("Stripe asks for 2 things. There is no date yet.");
    expect(await rowOf(id)).toMatchObject({ outcome: "sent", failures: 0, settledAt: expect.any(Date) });
  });

  test("is dropped when it says what is true no more, and for somebody whose account is closed", async () => {
    const untrue = await enqueued();
    expect(await deliverMail(untrue.id, async () => null)).toBe("dropped");
    const closed = await enqueued();
    await db.user.update({ where: { id: closed.userId }, data: { deactivatedAt: new Date() } });
    expect(await deliverMail(closed.id, words)).toBe("dropped");
    expect(taken).toEqual([]);
    expect((await rowOf(closed.id)).outcome).toBe("dropped");
  });

  test("whose worker was killed between the server's answer and the row is handed over again under one Message-ID", async () => {
    const { id } = await enqueued();
    // The row is away while the server answers, as it is for a worker that is no more.
    answers.afterwards = async () => {
      await db.$executeRaw`alter table mail rename to away`;
    };
    await expect(deliverMail(id, words)).rejects.toThrow();
    await db.$executeRaw`alter table away rename to mail`;
    delete answers.afterwards;
    expect((await rowOf(id)).outcome).toBe("queued");
    expect(await deliverMail(id, words)).toBe("sent");
    expect(taken.map(({ messageId }) => messageId)).toEqual([`<${id}@localhost>`, `<${id}@localhost>`]);
  });

  const again = ["queued", 1] as const;
  test.each([
    ["is attempted again later where the server cannot take it now", { data: 451 }, "queued", 1],
    ["is attempted again later where the receiver cannot be reached now", { rcpt: 450 }, "queued", 1],
    ["is attempted again later where the server refuses our own address", { from: 550 }, ...again],
    [
      "is attempted again later where it refuses that once it is told the receiver",
      { rcpt: 553, status: "5.1.8" },
      ...again,
    ],
    ["is attempted again later where it lets us send nothing", { data: 554, status: "5.7.1" }, ...again],
    ["is attempted again later where it wants us to sign in", { rcpt: 530 }, ...again],
    ["is given up at once where it names the receiver's mailbox as wrong", { rcpt: 550, status: "5.1.1" }, "failed", 0],
    ["is given up at once where the server refuses its receiver for ever", { rcpt: 550 }, "failed", 0],
    ["is given up at once where the server refuses its words for ever", { data: 554 }, "failed", 0],
  ])("%s", async (_what, answer, outcome, later) => {
    Object.assign(answers, answer);
    // Its account is closed, so that the words need nothing else.
    const { id, userId } = await enqueued();
    await db.connectedAccount.create({ data: { userId, country: "DE", capabilities: [], status: "closed" } });
    const before = await countMails();
    await runJobs();
    expect(await rowOf(id)).toMatchObject({ outcome, failures: 1, failureCode: "mail_unavailable" });
    const [job] = await db.$queryRaw<{ dead: boolean }[]>`
      select attempts >= max_attempts as dead from graphile_worker.jobs where key = ${`sendMail:${id}`}`;
    expect(job?.dead).toBe(later === 0);
    expect((await countMails()).failed - before.failed).toBe(1 - later);

    for (const key of ["from", "rcpt", "status", "data"] as const) delete answers[key];
    await db.$executeRaw`update graphile_worker._private_jobs set run_at = now() where key = ${`sendMail:${id}`}`;
    await runJobs();
    expect(taken).toHaveLength(later);
    expect((await rowOf(id)).outcome).toBe(later === 1 ? "sent" : "failed");
  });

  test("that was dropped or given up has its consequence once, and in one transaction with it", async () => {
    const [dropped, refused, lost] = [await enqueued(), await enqueued(), await enqueued()];
    const heard: string[] = [];
    const hear: WhenUnsent = async (_tx, { userId, kind }, outcome) => void heard.push(`${userId} ${kind} ${outcome}`);
    const fail: WhenUnsent = () => Promise.reject(new Error("no"));
    const exhausted = { code: "mail_unavailable", exhausted: true };
    await db.mail.update({ where: { id: lost.id }, data: { createdAt: new Date(Date.now() - 25 * 3_600_000) } });

    await expect(deliverMail(dropped.id, async () => null, fail)).rejects.toThrow("no");
    await expect(recordMailFailure(refused.id, exhausted, fail)).rejects.toThrow("no");
    await expect(purgeMails(fail)).rejects.toThrow("no");
    for (const { id } of [dropped, refused, lost]) expect((await rowOf(id)).outcome).toBe("queued");
    for (const _ of [1, 2]) {
      await deliverMail(dropped.id, async () => null, hear);
      await recordMailFailure(refused.id, exhausted, hear);
      await purgeMails(hear);
    }
    expect(heard).toEqual([
      `${dropped.userId} seller_closed dropped`,
      `${refused.userId} seller_closed failed`,
      `${lost.userId} seller_closed failed`,
    ]);
  });

  test("that was given up leaves no job behind, and one that waits keeps its own", async () => {
    await db.$executeRaw`delete from graphile_worker._private_jobs`;
    const given = await enqueued();
    const waiting = await enqueued();
    const lost = await enqueued();
    const jobs = async () =>
      (await db.$queryRaw<{ key: string }[]>`select key from graphile_worker.jobs order by id`).map(({ key }) => key);
    await db.$executeRaw`update graphile_worker._private_jobs set attempts = max_attempts
      where key in (${`sendMail:${given.id}`}, ${`sendMail:${lost.id}`})`;
    await recordMailFailure(given.id, { code: "mail_unavailable", exhausted: true });
    expect(await jobs()).toHaveLength(3);

    await purgeMails();
    expect(await jobs()).toEqual([waiting, lost].map(({ id }) => `sendMail:${id}`));
    // Its worker died with the last attempt: after a day it is given up.
    await db.mail.update({ where: { id: lost.id }, data: { createdAt: new Date(Date.now() - 25 * 3_600_000) } });
    await purgeMails();
    expect(await jobs()).toEqual([`sendMail:${waiting.id}`]);
  });

  test("that waited for a day is given up and counted, and after a year it is forgotten", async () => {
    const lost = await enqueued();
    const old = await enqueued();
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000 - 1_000);
    await db.mail.update({ where: { id: lost.id }, data: { createdAt: ago(1) } });
    await recordMailFailure(old.id, { code: "mail_unavailable", exhausted: true });
    await db.mail.update({ where: { id: old.id }, data: { createdAt: ago(365) } });
    const fresh = await enqueued();
    await purgeMails();
    expect(await rowOf(lost.id)).toMatchObject({ outcome: "failed", failureCode: "worker_lost" });
    expect(await db.mail.count({ where: { id: old.id } })).toBe(0);
    expect((await rowOf(fresh.id)).outcome).toBe("queued");
    expect(await deliverMail(lost.id, words)).toBe("settled");
  });
});
