import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { redactVerification } from "@/lib/cases/mutations";
import { readHistory } from "@/lib/connect/data";
import { loadMyAccount } from "@/lib/connect/loaders";
import { answerTask } from "@/lib/connect/mutations/answers";
import { startConnectedAccount } from "@/lib/connect/mutations/start";
import { openHostedPage } from "@/lib/connect/mutations/stripe-pages";
import { startAccountInput } from "@/lib/connect/schema";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db, type Tx } from "@/lib/db/client";
import { accountTarget } from "@/lib/jobs/definitions";
import { processMetrics } from "@/lib/metrics/metrics";
import { lockPerson } from "@/lib/pii/person";
import { askForAccount, readHeldAccount } from "@/lib/reconciler/account-drift";
import { reconcileAccounts } from "@/lib/reconciler/stale-accounts";
import { adoptUnknownAccounts } from "@/lib/reconciler/unknown-accounts";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { pressedBy, signInEnabledSeller, signInSeller } from "@/testkit/in-process/sellers";
import { control, stripe, submit } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

afterEach(() => vi.restoreAllMocks());

/** What `reconcileAccounts` says where it found nothing. */
const none = { deadline_over: 0, stuck_checking: 0, account_unheard: 0, account_unread: 0 };

const rowOf = (stripeId: string) =>
  db.connectedAccount.findUniqueOrThrow({
    where: { stripeId },
    include: { persons: true, requirements: { where: { closedAt: null } } },
  });

/** How many calls the emulator got while `work` ran. */
async function callsOf(work: () => Promise<unknown>): Promise<number> {
  // A cast, because the contract of the emulator's control says so.
  const count = async () => ((await control("/requests", undefined, "GET")) as { requests: unknown[] }).requests.length;
  const before = await count();
  await work();
  return (await count()) - before;
}

describe("syncing a connected account", () => {
  test("knows the currency of its amounts by Stripe's word, whatever its country is", async () => {
    const viewer = await signInSomebody();
    const metadata = { user_id: viewer.userId };
    const { id } = await stripe().accounts.create({ type: "custom", country: "US", metadata });
    await syncConnectedAccount(id);
    expect(await loadMyAccount(viewer)).toMatchObject({ country: "US", currency: "usd" });
    await stripe().accounts.update(id, { default_currency: "cad" });
    await syncConnectedAccount(id);
    expect(await loadMyAccount(viewer)).toMatchObject({ currency: "cad" });
    // Not read since Stripe's word is kept: a country that we do not know has none.
    const data = { defaultCurrency: null, country: "CA" };
    await db.connectedAccount.update({ where: { stripeId: id }, data });
    expect(await loadMyAccount(viewer)).toMatchObject({ currency: null });
    await db.connectedAccount.update({ where: { stripeId: id }, data: { country: "SG" } });
    expect(await loadMyAccount(viewer)).toMatchObject({ currency: "sgd" });
  });

  test("follows it from its beginning to payouts, and tells the history of what was asked", async () => {
    const { viewer, accountId, stripeId } = await signInSeller();
    const begun = await rowOf(stripeId);
    expect(begun).toMatchObject({ status: "due", dueBy: null, payoutsEnabled: false, enabledAt: null });
    expect(begun.requirements.map(({ entry }) => entry)).toEqual(
      expect.arrayContaining(["individual.first_name", "external_account", "business_profile.url"]),
    );
    expect(begun.openTasks).toEqual(expect.arrayContaining(["bank", "shop", "you"]));

    const enabled = await signInEnabledSeller();
    expect(await syncConnectedAccount(enabled.stripeId)).toMatchObject({ outcome: "synced" });
    const row = await rowOf(enabled.stripeId);
    expect(row).toMatchObject({ status: "enabled", payoutsEnabled: true, chargesEnabled: true, dueCount: 0 });
    expect(row.enabledAt).not.toBeNull();
    expect(row.persons).toMatchObject([{ userId: enabled.viewer.userId, verificationStatus: "verified" }]);
    const shown = await loadMyAccount(enabled.viewer);
    expect(shown).toMatchObject({
      name: "Wobblestone Pottery",
      persons: [{ firstName: "Juno", lastName: "Samplewood", isSeller: true }],
      payoutAccounts: [{ last4: "6789", currency: "usd" }],
    });
    expect(shown?.tasks).toMatchObject({ open: 0 });
    expect(shown?.tasks.tasks.map(({ state }) => state)).toEqual(expect.arrayContaining(["done"]));

    const history = await readHistory(await signInSomebody("reviewer"), enabled.accountId);
    const ofBank = history?.filter(({ entry }) => entry === "external_account").map(({ change }) => change);
    expect(ofBank).toEqual(["met", "answered", "appeared"]);
    expect(
      JSON.stringify(await db.requirementChange.findMany({ where: { accountId }, select: { code: true } })),
    ).not.toContain("Juno");
    expect(viewer.userId).not.toBe(enabled.viewer.userId);
  });

  test("writes a deadline, an error with its code, and what is paused when the time is over", async () => {
    const { viewer, accountId, stripeId } = await signInEnabledSeller();
    await syncConnectedAccount(stripeId);
    const entry = "individual.verification.document";
    await control(`/accounts/${stripeId}/requirements`, {
      ...{ entry, deadlineSeconds: 86_400, stops: "payouts", code: "verification_document_corrupt" },
    });
    expect(await syncConnectedAccount(stripeId)).toMatchObject({ fixed: { field: "due", held: "0", found: "1" } });
    expect(await rowOf(stripeId)).toMatchObject({
      status: "due",
      dueBy: expect.any(Date),
      ...{ dueCount: 1, failedCount: 1, openTasks: ["id"] },
      requirements: expect.arrayContaining([
        expect.objectContaining({ entry, list: "current", errorCode: "verification_document_corrupt" }),
      ]),
    });
    expect((await loadMyAccount(viewer))?.tasks.tasks[0]).toMatchObject({ key: "id", state: "failed" });

    await control("/clock", { advanceSeconds: 86_400 });
    await syncConnectedAccount(stripeId);
    expect(await rowOf(stripeId)).toMatchObject({
      ...{ status: "paused", payoutsEnabled: false, disabledReason: "requirements.past_due" },
      payoutsChangedAt: expect.any(Date),
      requirements: [expect.objectContaining({ entry, list: "past" })],
    });
    const steps = await db.requirementChange.findMany({
      where: { accountId, requirement: { entry, closedAt: null } },
      orderBy: { id: "asc" },
    });
    expect(steps.map(({ change, list }) => `${change} ${list}`)).toEqual([
      "appeared current",
      "failed current",
      "moved past",
    ]);
  });

  test("ends in the same rows however many ask at once, and writes no history twice", async () => {
    const { viewer, accountId, stripeId } = await signInSeller("company");
    const names = ["Ada", "Grace", "Edith"];
    await Promise.all(
      names.map((first_name) =>
        stripe().accounts.createPerson(stripeId, { first_name, relationship: { owner: true, percent_ownership: 30 } }),
      ),
    );
    const synced = await Promise.all(Array.from({ length: 12 }, () => syncConnectedAccount(stripeId)));
    expect(synced.map(({ outcome }) => outcome)).toContain("synced");
    await syncConnectedAccount(stripeId);
    const shown = await loadMyAccount(viewer);
    expect(shown?.persons.map(({ firstName }) => firstName).sort()).toEqual(names.toSorted());
    expect(shown?.persons.map(({ roles, percentOwnership }) => [roles, percentOwnership])).toEqual(
      names.map(() => [["owner"], 30]),
    );
    const before = await db.requirementChange.count({ where: { accountId } });
    expect(await syncConnectedAccount(stripeId)).toMatchObject({ outcome: "synced", fixed: null });
    expect(await db.requirementChange.count({ where: { accountId } })).toBe(before);
    expect(await askForAccount(stripeId)).toEqual((await readHeldAccount(stripeId))?.side);
  });

  test("writes nothing where somebody who asked later has written already", async () => {
    const { stripeId } = await signInSeller();
    await stripe().accounts.update(stripeId, { business_profile: { name: "Wobblestone" } });
    const later = await db.connectedAccount.update({ where: { stripeId }, data: { syncTicket: 2n ** 60n } });
    expect(await syncConnectedAccount(stripeId)).toMatchObject({ outcome: "superseded", fixed: null });
    expect(await db.connectedAccount.findUnique({ where: { stripeId } })).toEqual(later);
  });

  test("costs two calls, and one more for each further hundred of persons", async () => {
    const { stripeId } = await signInSeller("company");
    expect(await callsOf(() => syncConnectedAccount(stripeId))).toBe(2);
    for (let made = 0; made < 120; made += 20) {
      await Promise.all(
        Array.from({ length: 20 }, () => stripe().accounts.createPerson(stripeId, { relationship: { owner: true } })),
      );
    }
    expect(await callsOf(() => syncConnectedAccount(stripeId))).toBe(3);
    expect(await db.accountPerson.count({ where: { account: { stripeId }, removedAt: null } })).toBe(120);
  });

  test("settles the events that came before, and takes back a person who is gone", async () => {
    const { stripeId } = await signInSeller("company");
    const { id } = await stripe().accounts.createPerson(stripeId, { relationship: { director: true } });
    const event = { type: "person.created", livemode: false, createdAt: new Date() };
    await db.stripeEvent.create({
      data: { ...event, id: `evt_${randomUUID()}`, objectId: stripeId, account: stripeId, outcome: "queued" },
    });
    await syncConnectedAccount(stripeId);
    expect(await db.stripeEvent.count({ where: { objectId: stripeId, outcome: "queued" } })).toBe(0);
    await stripe().accounts.deletePerson(stripeId, id);
    await syncConnectedAccount(stripeId);
    expect((await db.accountPerson.findUniqueOrThrow({ where: { id } })).removedAt).not.toBeNull();
  });

  test("closes what Stripe shows no more, asks for nothing there, and looks at it no more", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { accountId, stripeId } = await signInSeller();
    const open = await db.requirement.count({ where: { accountId, closedAt: null } });
    await stripe().accounts.del(stripeId);
    expect(await syncConnectedAccount(stripeId)).toMatchObject({ outcome: "ignored" });
    expect(await rowOf(stripeId)).toMatchObject({ status: "closed", dueCount: 0, openTasks: [], requirements: [] });
    const ended = await db.requirementChange.count({ where: { accountId, change: { in: ["met", "dropped"] } } });
    expect(ended).toBe(open);
    await syncConnectedAccount(stripeId);
    expect(await db.requirementChange.count({ where: { accountId, change: { in: ["met", "dropped"] } } })).toBe(open);
    await db.connectedAccount.update({ where: { stripeId }, data: { syncedAt: new Date(0) } });
    expect(await reconcileAccounts()).toEqual(none);
  });

  test("closes nothing under a key that finds none of our accounts", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const [one, lastRead] = [await signInSeller(), await signInSeller()];
    await syncConnectedAccount(lastRead.stripeId);
    const before = await rowOf(one.stripeId);
    // A key of another platform is answered about each of ours as about one that is gone.
    for (const { stripeId } of [one, lastRead]) await stripe().accounts.del(stripeId);
    await expect(syncConnectedAccount(one.stripeId)).rejects.toMatchObject({ code: "stripe_refused", final: false });
    expect(await rowOf(one.stripeId)).toEqual(before);

    // Of one that is found, the key is right.
    const found = await signInSeller();
    await syncConnectedAccount(found.stripeId);
    for (const { stripeId } of [one, lastRead]) {
      expect(await syncConnectedAccount(stripeId)).toMatchObject({ outcome: "ignored" });
      expect(await rowOf(stripeId)).toMatchObject({ status: "closed" });
    }
  });

  test("counts an entry that nothing here knows, once for each time it is asked for, and leads to Stripe's page", async () => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0);
    const { viewer, stripeId } = await signInEnabledSeller();
    await syncConnectedAccount(stripeId);
    for (const entry of ["individual.made_up_thing", "interv_1x.url_inquiry.form"]) {
      await control(`/accounts/${stripeId}/requirements`, { entry });
    }
    for (const _ of [1, 2]) await syncConnectedAccount(stripeId);
    expect(lines.filter((line) => line.includes("nothing here has words for"))).toHaveLength(1);
    expect(await processMetrics()).toMatch(/unknown_requirements_total\{entry="individual.made_up_thing"\} 1/);
    const tasks = (await loadMyAccount(viewer))?.tasks;
    expect(tasks?.tasks.map(({ key }) => key)).toEqual(expect.arrayContaining(["stripe", "other"]));
    expect(tasks?.open).toBe(2);
  });

  test("and a press wait for each other, whichever of the requirements each writes first", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { viewer, accountId } = await signInSeller();
    const values = { "business_profile.mcc": "5734", "business_profile.url": "https://accessible.stripe.com" };
    // In the order in which one statement for both would lock them.
    const [first, second] = await db.$queryRaw<{ id: string }[]>`
      select id from requirement where account_id = ${accountId}::uuid and entry = any(${Object.keys(values)}) order by ctid`;
    if (!first || !second) throw new Error("Stripe asks for both");
    const touch = (tx: Tx, { id }: { id: string }) =>
      tx.requirement.update({ where: { id }, data: { changedAt: new Date() } });
    let answered: Promise<unknown> | undefined;
    await db.$transaction(async (tx) => {
      await lockPerson(tx, viewer.userId);
      await touch(tx, second);
      answered = answerTask(viewer, { press: randomUUID(), person: null, values });
      await until("the press waits", async () => {
        const [row] = await tx.$queryRaw<{ waiting: boolean }[]>`
          select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waiting`;
        return row?.waiting === true;
      });
      await touch(tx, first);
    });
    expect(await answered).toEqual({ ok: true });
  });

  test("says met, and nothing of a change, where a webhook's sync comes before the answer to the press", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { viewer, accountId, stripeId } = await signInSeller();
    await db.connectedAccount.update({ where: { stripeId }, data: { enabledAt: new Date() } });
    // One that is met as soon as it is there: Stripe checks nothing about it.
    const entry = "business_profile.mcc";
    // Stripe takes the update, and its first answer is lost: the SDK asks for it once more.
    await control("/faults", {
      ...{ target: "api", kind: "cut_after", seed: 1, count: 1 },
      ...{ method: "POST", path: `/v1/accounts/${stripeId}` },
    });
    const values = { [entry]: "5734" };
    const answered = answerTask(viewer, { press: randomUUID(), person: null, values });
    await until("Stripe has the update", async () => {
      const { requirements } = await stripe().accounts.retrieve(stripeId);
      return !requirements?.eventually_due?.includes(entry);
    });
    await syncConnectedAccount(stripeId);
    expect(await answered).toEqual({ ok: true });

    const [newest] = await db.requirementChange.findMany({
      where: { accountId, requirement: { entry } },
      orderBy: { id: "desc" },
    });
    expect(newest?.change).toBe("met");
    expect(await rowOf(stripeId)).toMatchObject({ detailsChangedAt: null });
  });

  test("seals nothing any more once the seller's data were erased", async () => {
    const { viewer, stripeId } = await signInEnabledSeller();
    await syncConnectedAccount(stripeId);
    expect((await rowOf(stripeId)).name).not.toBeNull();
    await recordConsent(viewer, { choice: "agreed", locale: "en" });
    await startVerification(viewer, { entry: "modal" });
    const verification = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
    const sessionId = verification.currentSessionId ?? "";
    await submit(sessionId, "verified");
    await syncVerificationSession(sessionId);
    const senior = await signInSomebody("senior");
    await redactVerification(senior, verification.id, { confirmation: toReference(verification.referenceNumber) });
    await syncConnectedAccount(stripeId);
    await control("/clock", { advanceSeconds: 4 * 24 * 60 * 60 });
    await until("a sync finds the redaction done", async () => {
      await syncVerificationSession(sessionId);
      return (await db.verification.findUniqueOrThrow({ where: { id: verification.id } })).redactedAt !== null;
    });

    await syncConnectedAccount(stripeId);
    const row = await rowOf(stripeId);
    expect(row).toMatchObject({ name: null, externalAccounts: null, termsAddress: null, termsAgent: null });
    expect(row.persons).toMatchObject([{ firstName: null, lastName: null, title: null, email: null }]);
    expect(await db.dataKey.count({ where: { userId: viewer.userId, destroyedAt: null } })).toBe(0);
  });
});

describe("accounts of which nothing was heard", () => {
  const capabilities = { transfers: { requested: true } };
  const takeJobs = async () =>
    (await db.$queryRaw<{ key: string }[]>`delete from graphile_worker._private_jobs returning key`).map(
      ({ key }) => key,
    );

  test("are found in Stripe's list and given to the user whom they name, once, and to nobody else", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    await adoptUnknownAccounts();
    await takeJobs();
    const { userId } = await signInSomebody();
    const create = (metadata: Record<string, string>) =>
      stripe().accounts.create({ type: "custom", country: "US", capabilities, metadata });
    const ours = await create({ user_id: userId });
    const second = await create({ user_id: userId });
    const nobodys = await create({ user_id: randomUUID() });
    await create({});

    expect(await adoptUnknownAccounts()).toBe(3);
    expect((await takeJobs()).sort()).toEqual(
      [ours, second, nobodys].map(({ id }) => `syncConnectedAccount:${id}`).sort(),
    );
    expect(await syncConnectedAccount(ours.id)).toMatchObject({ outcome: "synced" });
    expect(await syncConnectedAccount(second.id)).toMatchObject({ outcome: "ignored" });
    expect(await syncConnectedAccount(nobodys.id)).toMatchObject({ outcome: "ignored" });
    expect(await syncConnectedAccount("acct_nothing")).toMatchObject({ outcome: "ignored" });
    expect(await db.connectedAccount.findMany({ where: { userId } })).toMatchObject([{ stripeId: ours.id }]);
    // An account whose creation was answered to nobody is given to the row that stands for it.
    const waiting = await signInSomebody();
    await db.connectedAccount.create({ data: { userId: waiting.userId, country: "US", businessType: "individual" } });
    const lost = await create({ user_id: waiting.userId });
    expect(await adoptUnknownAccounts()).toBeGreaterThan(0);
    expect(await syncConnectedAccount(lost.id)).toMatchObject({
      outcome: "synced",
      account: { userId: waiting.userId },
    });
    expect(await db.auditEntry.count({ where: { action: "account.adopted", subject: lost.id } })).toBe(0);
    await takeJobs();
    expect(await db.auditEntry.count({ where: { action: "account.adopted", subject: ours.id } })).toBe(1);
  });

  test("are asked for when a deadline passed, a check takes long, or a week went by, and one that has a job is not", async () => {
    const sellers = await Promise.all(Array.from({ length: 8 }, () => signInSeller()));
    const [overdue, readSoonAfter, readLater, checking, owing, unheard, justRead, closed] = sellers;
    if (!overdue || !readSoonAfter || !readLater || !checking || !owing || !unheard || !justRead || !closed) {
      throw new Error("eight sellers are eight");
    }
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    const set = (stripeId: string, data: object) => db.connectedAccount.update({ where: { stripeId }, data });
    await set(overdue.stripeId, { dueBy: ago(1), syncedAt: ago(2) });
    // Stripe may not have acted on its deadline yet when it was read.
    await set(readSoonAfter.stripeId, { dueBy: ago(3), syncedAt: ago(2.5) });
    await set(readLater.stripeId, { dueBy: ago(3), syncedAt: ago(1.5) });
    await set(checking.stripeId, { status: "checking", syncedAt: ago(2) });
    // Something is checked, and something else is asked for.
    await set(owing.stripeId, { status: "due", pendingCount: 1, syncedAt: ago(2) });
    await set(unheard.stripeId, { syncedAt: ago(8 * 24) });
    await set(justRead.stripeId, { status: "checking", syncedAt: new Date() });
    await set(closed.stripeId, { status: "closed", pendingCount: 1, syncedAt: ago(30 * 24) });

    expect(await reconcileAccounts()).toEqual({ ...none, deadline_over: 2, stuck_checking: 2, account_unheard: 1 });
    expect(await reconcileAccounts()).toEqual(none);
    expect((await takeJobs()).sort()).toEqual(
      [overdue, readSoonAfter, checking, owing, unheard]
        .map(({ stripeId }) => `syncConnectedAccount:${accountTarget(stripeId).id}`)
        .sort(),
    );
    for (const { stripeId } of [overdue, readSoonAfter, checking, owing, unheard]) await syncConnectedAccount(stripeId);
    expect(await reconcileAccounts()).toEqual(none);
  });

  test("are read by the reconciler where the read that followed the creation failed", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const viewer = await signInSomebody();
    const input = startAccountInput.parse({
      ...{ country: "US", businessType: "individual", capabilities: ["transfers"], terms: pressedBy() },
    });
    await control("/faults", {
      ...{ target: "api", kind: "status", status: 500, seed: 1, probability: 1 },
      ...{ method: "GET", path: "/v1/accounts/*" },
    });
    await startConnectedAccount(viewer, input);
    await control("/faults", undefined, "DELETE");
    const begun = await db.connectedAccount.findUniqueOrThrow({ where: { userId: viewer.userId } });
    expect(begun).toMatchObject({ stripeId: expect.any(String), syncedAt: null });
    expect(await startConnectedAccount(viewer, input)).toEqual({ ok: false, code: "already_started" });
    // It is not read twice where the first read only takes its time.
    expect(await reconcileAccounts()).toEqual(none);

    await db.connectedAccount.update({ where: { id: begun.id }, data: { createdAt: new Date(Date.now() - 600_000) } });
    expect(await reconcileAccounts()).toEqual({ ...none, account_unread: 1 });
    await syncConnectedAccount((await takeJobs())[0]?.split(":")[1] ?? "");
    expect(await rowOf(begun.stripeId ?? "")).toMatchObject({ status: "due", syncedAt: expect.any(Date) });
    expect(await reconcileAccounts()).toEqual(none);
  });

  test("are asked for again after a press whose answer was lost, and what was sent stays sent", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { viewer, stripeId } = await signInSeller();
    // The update goes through; the read that follows does not.
    await control("/faults", {
      ...{ target: "api", kind: "status", status: 500, seed: 1, probability: 1 },
      ...{ method: "GET", path: `/v1/accounts/${stripeId}*` },
    });
    const values = { "business_profile.name": "Wobblestone Pottery" };
    expect(await answerTask(viewer, { press: randomUUID(), person: null, values })).toEqual({ ok: true });
    await control("/faults", undefined, "DELETE");
    await syncConnectedAccount(stripeId);
    expect((await loadMyAccount(viewer))?.name).toBe("Wobblestone Pottery");
  });
});

test("what was given on Stripe's page is shown as done, and what Stripe drops by itself is not", async () => {
  const give = async (stripeId: string) => {
    await stripe().accounts.update(stripeId, {
      business_profile: { mcc: "5734" },
    });
    await syncConnectedAccount(stripeId);
  };
  const changeOf = async (accountId: string) =>
    (
      await db.requirementChange.findFirst({
        where: { accountId, requirement: { entry: "business_profile.mcc" } },
        orderBy: { id: "desc" },
      })
    )?.change;
  const stateOf = async (viewer: Viewer) =>
    (await loadMyAccount(viewer))?.tasks.tasks
      .find(({ key }) => key === "shop")
      ?.entries.find(({ entry }) => entry.name === "business_profile.mcc")?.state;

  const seller = await signInSeller();
  const [before] = (await loadMyAccount(seller.viewer))?.tasks.tasks.filter(({ key }) => key === "shop") ?? [];
  expect(before?.entries.map(({ entry }) => entry.name)).toContain("business_profile.mcc");
  expect((await openHostedPage(seller.viewer, { kind: "onboarding" })).ok).toBe(true);
  await give(seller.stripeId);
  expect(await changeOf(seller.accountId)).toBe("met");
  expect(await stateOf(seller.viewer)).toBe("done");

  const other = await signInSeller();
  await give(other.stripeId);
  expect(await changeOf(other.accountId)).toBe("dropped");
  expect(await stateOf(other.viewer)).toBeUndefined();
});
