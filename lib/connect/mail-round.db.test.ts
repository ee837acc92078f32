import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mailSellers } from "@/lib/connect/mail-round";
import { answerTask } from "@/lib/connect/mutations/answers";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { now, setClock } from "@/lib/time";
import { runJobs } from "@/testkit/in-process/jobs";
import { mailsTo } from "@/testkit/in-process/mails";
import { signInEnabledSeller } from "@/testkit/in-process/sellers";
import { control } from "@/testkit/in-process/stripe";

beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  setClock(new Date());
});

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const document = "individual.verification.document";

/** Our clock moves on; the mails that are then due are sent, by as many rounds at once as there could be workers. */
async function pass(ms: number): Promise<void> {
  clock = new Date(clock.getTime() + ms);
  setClock(clock);
  await Promise.all([mailSellers(), mailSellers(), mailSellers()]);
  await runJobs(["sendMail"]);
}
let clock = new Date();

async function seller() {
  const { viewer, accountId, stripeId } = await signInEnabledSeller();
  await syncConnectedAccount(stripeId);
  clock = new Date();
  const { email } = await db.user.findUniqueOrThrow({ where: { id: viewer.userId } });
  return {
    viewer,
    accountId,
    stripeId,
    subjects: async () => (await mailsTo(email)).map(({ subject }) => subject),
    mails: () => mailsTo(email),
    /** Stripe asks for a document until then. */
    ask: async (days: number, code?: string) => {
      await control(`/accounts/${stripeId}/requirements`, {
        ...{ entry: document, deadlineSeconds: days * 86_400, stops: "payouts" },
        ...(code && { code }),
      });
      await syncConnectedAccount(stripeId);
      clock = now();
    },
  };
}

test("a seller is told what is due once it was quiet for ten minutes, in HTML and plain text, and reminded before the date", async () => {
  const { accountId, mails, subjects, ask } = await seller();
  await ask(10);
  await pass(0);
  expect(await subjects()).toEqual([]);
  await pass(10 * minuteMs);
  await pass(10 * minuteMs);
  const [mail, ...others] = await mails();
  expect(others).toEqual([]);
  expect(mail?.subject).toBe("Something is needed for your payouts");
  const { dueBy } = await db.connectedAccount.findUniqueOrThrow({ where: { id: accountId } });
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" }).format(dueBy ?? 0);
  for (const form of [mail?.text, mail?.html]) {
    expect(form).toContain("Stripe asks for 1 thing. Please send it by");
    expect(form).toContain(day);
    expect(form).toContain("Coordinated Universal Time (UTC+0)");
    expect(form).toContain("http://localhost:3000/connect");
    // Neither who it is nor what is missing.
    expect(form).not.toMatch(/Juno|Samplewood|Wobblestone|passport|token=/);
  }
  const asked = await db.requirement.findFirst({ where: { accountId, entry: document, closedAt: null } });
  expect(asked?.askedAt).not.toBeNull();

  for (let hour = 0; hour < 11 * 24; hour += 6) await pass(6 * 60 * minuteMs);
  expect(await subjects()).toEqual([
    "Something is needed for your payouts",
    "1 thing is still needed for your payouts",
    "1 thing is still needed for your payouts",
    "Tomorrow is the last day for 1 thing",
  ]);
});

test("what is met before its mail leaves is not asked for", async () => {
  const { accountId, subjects, ask } = await seller();
  await ask(10);
  setClock(new Date(clock.getTime() + 11 * minuteMs));
  await mailSellers();
  await db.connectedAccount.update({ where: { id: accountId }, data: { dueCount: 0, dueBy: null } });
  await pass(12 * minuteMs);
  expect(await subjects()).toEqual([]);
  const mails = await db.mail.findMany({ where: { key: { startsWith: accountId } } });
  expect(mails).toMatchObject([{ kind: "seller_due", outcome: "dropped" }]);
  expect(await askedAt(accountId)).toBeNull();
});

const askedAt = async (accountId: string) =>
  (await db.requirement.findFirstOrThrow({ where: { accountId, entry: document, closedAt: null } })).askedAt;

test("what is due without a date is asked for although a mail about it was dropped before, and counts as asked for from then on", async () => {
  const { accountId, subjects, ask } = await seller();
  await ask(10);
  const news = (dueCount: number) =>
    db.connectedAccount.update({
      where: { id: accountId },
      data: { dueCount, dueBy: null, changedAt: clock, mailAt: new Date(clock.getTime() + 10 * minuteMs) },
    });
  await news(1);
  clock = new Date(clock.getTime() + 11 * minuteMs);
  setClock(clock);
  await mailSellers();
  expect(await askedAt(accountId)).not.toBeNull();
  await news(0);
  await pass(0);
  expect([await subjects(), await askedAt(accountId)]).toEqual([[], null]);

  await news(1);
  await pass(10 * minuteMs);
  expect(await subjects()).toEqual(["Something is needed for your payouts"]);
  expect(await askedAt(accountId)).not.toBeNull();
});

test("a mail that could not be sent has asked for nothing, and the next morning another one asks", async () => {
  const { viewer, accountId, subjects, ask } = await seller();
  await ask(20);
  clock = new Date(clock.getTime() + 11 * minuteMs);
  setClock(clock);
  await mailSellers();
  expect(await askedAt(accountId)).not.toBeNull();
  // Its last attempt, to what is no address, so that no server takes it.
  await db.$executeRaw`update graphile_worker._private_jobs set attempts = max_attempts - 1 where key like 'sendMail:%'`;
  const { email } = await db.user.findUniqueOrThrow({ where: { id: viewer.userId } });
  await db.user.update({ where: { id: viewer.userId }, data: { email: "" } });
  await runJobs(["sendMail"]);
  await db.user.update({ where: { id: viewer.userId }, data: { email } });
  expect(await db.mail.findMany({ where: { userId: viewer.userId } })).toMatchObject([{ outcome: "failed" }]);
  expect(await askedAt(accountId)).toBeNull();
  await pass(0);
  expect(await subjects()).toEqual([]);

  for (let hour = 0; hour < 34; hour += 2) await pass(120 * minuteMs);
  expect(await subjects()).toEqual(["Something is needed for your payouts"]);
  expect(await askedAt(accountId)).not.toBeNull();
});

test("a failed check and paused payouts are told once each, however often they are synced", async () => {
  const { stripeId, subjects, ask } = await seller();
  await ask(1, "verification_document_corrupt");
  await pass(10 * minuteMs);
  expect(await subjects()).toEqual(["One thing could not be confirmed"]);

  await control("/clock", { advanceSeconds: 86_400 });
  clock = new Date(clock.getTime() + dayMs);
  setClock(clock);
  await Promise.all([1, 2, 3].map(() => syncConnectedAccount(stripeId)));
  for (const minutes of [10, 19, 1, 30, 60]) {
    await pass(minutes * minuteMs);
    await syncConnectedAccount(stripeId);
  }
  expect(await subjects()).toEqual(["One thing could not be confirmed", "Your payouts are paused"]);
});

test("payouts that go off and on within minutes are not told", async () => {
  const { accountId, subjects } = await seller();
  for (let round = 0; round < 6; round++) {
    for (const payoutsEnabled of [false, true]) {
      const data = { payoutsEnabled, payoutsChangedAt: clock, changedAt: clock, mailAt: clock };
      await db.connectedAccount.update({ where: { id: accountId }, data });
      await pass(2 * minuteMs);
    }
  }
  await pass(40 * minuteMs);
  expect(await subjects()).toEqual([]);
});

test("who changes what was checked before is told of the fourteen days", async () => {
  const { viewer, accountId, mails } = await seller();
  const values = { "individual.phone": "+15035550199" };
  const press = "0196a000-0000-7000-8000-000000000001";
  expect(await answerTask(viewer, { press, person: null, values })).toEqual({ ok: true });
  expect((await db.connectedAccount.findUniqueOrThrow({ where: { id: accountId } })).detailsChangedAt).not.toBeNull();
  await pass(31 * minuteMs);
  const [mail] = await mails();
  expect(mail?.subject).toBe("You changed verified details");
  expect(mail?.text).toContain("You have 14 days, until");
});

test("a mail that does not speak of what is due is none that asked for it", async () => {
  const { accountId, stripeId, ask, subjects } = await seller();
  await ask(10);
  await control(`/accounts/${stripeId}/block`, { disabledReason: "rejected.other" });
  await syncConnectedAccount(stripeId);
  clock = now();
  await pass(31 * minuteMs);
  expect(await subjects()).toEqual(["A decision about your account"]);
  const asked = await db.requirement.findMany({ where: { accountId, askedAt: { not: null } } });
  expect(asked).toEqual([]);
});

test("an account that cannot be looked at keeps no other from its mail", async () => {
  const broken = await seller();
  const other = await seller();
  await broken.ask(10);
  await other.ask(10);
  await db.connectedAccount.update({ where: { id: broken.accountId }, data: { mailAt: new Date(0) } });
  await pass(0);
  await db.connectedAccount.update({ where: { id: broken.accountId }, data: { mailAt: clock } });
  await db.$executeRawUnsafe(`create function refuse() returns trigger language plpgsql as
    $$ begin if new.user_id = '${broken.viewer.userId}' then raise 'refused'; end if; return new; end $$;
    create trigger refuse before insert on mail for each row execute function refuse()`);
  await pass(10 * minuteMs);
  await db.$executeRawUnsafe("drop trigger refuse on mail; drop function refuse()");
  expect(await other.subjects()).toEqual(["Something is needed for your payouts"]);
  expect(await broken.subjects()).toEqual([]);
  const { mailAt } = await db.connectedAccount.findUniqueOrThrow({ where: { id: broken.accountId } });
  expect(mailAt?.getTime()).toBeGreaterThan(clock.getTime());
  await pass(61 * minuteMs);
  expect(await broken.subjects()).toEqual(["Something is needed for your payouts"]);
});
