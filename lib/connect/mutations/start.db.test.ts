import { randomUUID } from "node:crypto";
import pMap from "p-map";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadMyAccount } from "@/lib/connect/loaders";
import { answerTask, setBankAccount } from "@/lib/connect/mutations/answers";
import { addPerson, changePerson, confirmPeople, removePerson } from "@/lib/connect/mutations/people";
import { startConnectedAccount } from "@/lib/connect/mutations/start";
import { acceptTerms } from "@/lib/connect/mutations/terms";
import { startAccountInput } from "@/lib/connect/schema";
import { db } from "@/lib/db/client";
import { findAccount } from "@/lib/stripe/accounts";
import { eraseDataOf } from "@/testkit/in-process/deletions";
import { signInSomebody } from "@/testkit/in-process/people";
import { pressedBy, signInSeller } from "@/testkit/in-process/sellers";
import { control, stripe } from "@/testkit/in-process/stripe";

afterEach(async () => {
  vi.restoreAllMocks();
  await control("/faults", undefined, "DELETE");
});

const startInput = (more: object = {}) =>
  startAccountInput.parse({
    ...{ country: "US", businessType: "company", capabilities: ["card_payments", "transfers"], terms: pressedBy() },
    ...more,
  });

const accountsOf = async (userId: string) =>
  (await stripe().accounts.list({ limit: 100 })).data.filter(({ metadata }) => metadata?.user_id === userId);

type Request = { method: string; path: string; idempotencyKey?: string };

/** The calls that changed something at the emulator while `work` ran. */
async function changesOf(work: () => Promise<unknown>): Promise<Request[]> {
  // A cast, because the contract of the emulator's control says so.
  const all = async () => ((await control("/requests", undefined, "GET")) as { requests: Request[] }).requests;
  const before = (await all()).length;
  await work();
  return (await all()).slice(before).filter(({ method }) => method !== "GET");
}

describe("beginning to sell", () => {
  test("is one account however often it is pressed, with the terms as the first press accepted them", async () => {
    const viewer = await signInSomebody();
    const terms = pressedBy();
    const presses = Array.from({ length: 20 }, (_, index) =>
      startConnectedAccount(
        viewer,
        startInput({ terms: { ...terms, at: new Date(terms.at.getTime() + index * 1_000) } }),
      ),
    );
    const answers = await Promise.all(presses);
    const refused = answers.filter((answer) => !answer.ok);
    // Whoever came after the account stood is told so.
    for (const answer of refused) expect(answer).toEqual({ ok: false, code: "already_started" });
    expect(answers.length).toBeGreaterThan(refused.length);

    const made = await accountsOf(viewer.userId);
    expect(made).toHaveLength(1);
    const row = await db.connectedAccount.findUniqueOrThrow({ where: { userId: viewer.userId } });
    expect(row).toMatchObject({
      stripeId: made[0]?.id,
      country: "US",
      businessType: "company",
      status: "due",
      termsVersion: 1,
    });
    expect(made[0]?.tos_acceptance).toMatchObject({
      date: Math.floor((row.termsAcceptedAt?.getTime() ?? 0) / 1000),
      ip: "203.0.113.7",
    });
    const entries = await db.auditEntry.findMany({ where: { targetId: row.id } });
    expect(entries).toMatchObject([{ action: "account.started", actorId: viewer.userId, subject: "terms:1" }]);
    expect(Buffer.from(row.termsAddress ?? []).toString("latin1")).not.toContain("203.0.113.7");
    // Stripe was given the terms with the account, so nobody is asked for them.
    expect((await loadMyAccount(viewer))?.tasks.tasks.map(({ key }) => key)).not.toContain("terms");
  });

  test("goes on after an answer that was lost, with the same account", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const viewer = await signInSomebody();
    await control("/faults", {
      target: "api",
      kind: "cut_after",
      seed: 1,
      method: "POST",
      path: "/v1/accounts",
      count: 2,
    });
    expect(await startConnectedAccount(viewer, startInput())).toEqual({ ok: false, code: "stripe_unavailable" });
    await control("/faults", undefined, "DELETE");
    expect(await loadMyAccount(viewer)).toMatchObject({ status: "not_started", stripeId: null });
    expect(await startConnectedAccount(viewer, startInput())).toEqual({ ok: true });
    expect(await accountsOf(viewer.userId)).toHaveLength(1);
  });

  test.each([
    ["Stripe made nothing", { kind: "status", status: 500 }],
    ["the answer was lost", { kind: "cut_after" }],
  ])("after a deletion goes by the terms and the answers of the new press, where %s before", async (_how, fault) => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const viewer = await signInSomebody();
    await control("/faults", { target: "api", seed: 1, count: 2, method: "POST", path: "/v1/accounts", ...fault });
    expect(await startConnectedAccount(viewer, startInput())).toEqual({ ok: false, code: "stripe_unavailable" });
    await control("/faults", undefined, "DELETE");
    await db.$transaction((tx) => eraseDataOf(tx, viewer));

    const terms = { ...pressedBy(), ip: "203.0.113.9" };
    expect(await startConnectedAccount(viewer, startInput({ businessType: "individual", terms }))).toEqual({
      ok: true,
    });
    const made = await accountsOf(viewer.userId);
    expect(made).toHaveLength(1);
    // What a call made before is the account, with the terms that were accepted for it.
    const ip = fault.kind === "cut_after" ? "203.0.113.7" : "203.0.113.9";
    expect(made[0]?.tos_acceptance).toMatchObject({ ip });
    const row = await db.connectedAccount.findUniqueOrThrow({ where: { userId: viewer.userId } });
    expect(row).toMatchObject({ stripeId: made[0]?.id, erasedAt: null });
    expect(row.termsAddress).not.toBeNull();
  });

  test("is refused where a deletion has ended on the way, and nothing is made", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const viewer = await signInSomebody();
    const fault = { target: "api", kind: "status", status: 500, seed: 1, count: 2 };
    await control("/faults", { ...fault, method: "POST", path: "/v1/accounts" });
    expect(await startConnectedAccount(viewer, startInput())).toEqual({ ok: false, code: "stripe_unavailable" });
    await control("/faults", undefined, "DELETE");
    const destroyed = { wrappedKey: null, destroyedAt: new Date() };
    await db.dataKey.updateMany({ where: { userId: viewer.userId }, data: destroyed });
    expect(await startConnectedAccount(viewer, startInput())).toEqual({ ok: false, code: "being_deleted" });
    expect(await accountsOf(viewer.userId)).toEqual([]);
  });

  test.each([
    ["the answer was lost twice", { kind: "cut_after", count: 2 }],
    ["Stripe keeps a crash after it made one", { kind: "crash_after", count: 1 }],
    ["Stripe keeps a refusal after it made one", { kind: "crash_after", count: 1, status: 400 }],
    ["Stripe keeps a crash before it made one", { kind: "crash_before", count: 1 }],
    ["Stripe was down", { kind: "status", status: 500, count: 2 }],
  ])("is one account where %s, and the next press goes through", async (_how, fault) => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const viewer = await signInSomebody();
    await control("/faults", { target: "api", seed: 1, method: "POST", path: "/v1/accounts", ...fault });
    // A press that comes when the account stands is told so.
    const through = [{ ok: true }, { ok: false, code: "already_started" }];
    await startConnectedAccount(viewer, startInput());
    expect(through).toContainEqual(await startConnectedAccount(viewer, startInput({ country: "GB" })));
    const made = await accountsOf(viewer.userId);
    expect(made).toHaveLength(1);
    expect(await loadMyAccount(viewer)).toMatchObject({ stripeId: made[0]?.id, status: "due" });
  });

  test("goes on after an answer that was lost, when Stripe has forgotten the key", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const viewer = await signInSomebody();
    const lost = { target: "api", kind: "cut_after", seed: 1, count: 2, method: "POST", path: "/v1/accounts" };
    await control("/faults", lost);
    expect(await startConnectedAccount(viewer, startInput())).toEqual({ ok: false, code: "stripe_unavailable" });
    const aDay = 25 * 3_600;
    await control("/clock", { advanceSeconds: aDay });
    const createdAt = new Date(Date.now() - aDay * 1_000);
    await db.connectedAccount.update({ where: { userId: viewer.userId }, data: { createdAt } });
    expect(await startConnectedAccount(viewer, startInput())).toEqual({ ok: true });
    const made = await accountsOf(viewer.userId);
    expect(made).toHaveLength(1);
    expect(await loadMyAccount(viewer)).toMatchObject({ stripeId: made[0]?.id });
  });

  test("finds what a failed call made behind a hundred newer accounts, and nobody else's", async () => {
    const { viewer, stripeId } = await signInSeller();
    const others = Array.from({ length: 101 }, () => stripe().accounts.create({ type: "custom", country: "US" }));
    await Promise.all(others);
    const since = new Date(Date.now() - 60_000);
    expect(await findAccount(viewer.userId, since)).toEqual({ id: stripeId });
    expect(await findAccount(randomUUID(), since)).toBeNull();
  });

  test("finds what the first press made behind more newer accounts than are searched, within minutes of it", async () => {
    const { viewer, stripeId } = await signInSeller();
    const { created = 0 } = await stripe().accounts.retrieve(stripeId);
    await control("/clock", { advanceSeconds: 3_600 });
    const newer = 501;
    await pMap(Array.from({ length: newer }), () => stripe().accounts.create({ type: "custom", country: "US" }), {
      concurrency: 20,
    });
    expect(await findAccount(viewer.userId, new Date(created * 1_000))).toEqual({ id: stripeId });
  });

  test("lets the seller choose anew where Stripe takes no account of a country", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const viewer = await signInSomebody();
    const answer = await startConnectedAccount(viewer, startInput({ country: "SA" }));
    expect(answer.ok).toBe(false);
    expect(await loadMyAccount(viewer)).toBeNull();
    expect(await startConnectedAccount(viewer, startInput({ country: "GB" }))).toEqual({ ok: true });
    expect(await accountsOf(viewer.userId)).toMatchObject([{ country: "GB" }]);
  });
});

describe("an answer", () => {
  const press = () => randomUUID();

  test("goes to Stripe as one update, is noted at what it answers, and stands in no row of ours", async () => {
    const { viewer, accountId, stripeId } = await signInSeller("company");
    const input = {
      press: press(),
      person: null,
      values: {
        "company.name": "Wobblestone Pottery LLC",
        "company.phone": "+15035550199",
        "company.tax_id": "000000000",
      },
    };
    const changes = await changesOf(async () => {
      const answers = await Promise.all([
        answerTask(viewer, input),
        answerTask(viewer, input),
        answerTask(viewer, input),
      ]);
      expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    });
    expect(new Set(changes.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(await stripe().accounts.retrieve(stripeId)).toMatchObject({
      company: { name: "Wobblestone Pottery LLC", tax_id_provided: true },
    });
    const steps = await db.requirementChange.findMany({
      where: { accountId, requirement: { entry: "company.name" } },
      orderBy: { id: "asc" },
    });
    expect(steps.map(({ change }) => change)).toEqual(expect.arrayContaining(["appeared", "answered", "met"]));
    const audit = await db.auditEntry.findMany({ where: { targetId: accountId, action: "account.answered" } });
    expect(JSON.stringify(audit, (_, value) => (typeof value === "bigint" ? String(value) : value))).not.toMatch(
      /Wobble|000000000|5035550199/,
    );
  });

  test("that Stripe refuses at once names its field, and the account stays as it was", async () => {
    const { viewer, stripeId } = await signInSeller();
    const year = String(new Date().getFullYear() - 5);
    const values = { "individual.dob.day": "1", "individual.dob.month": "1", "individual.dob.year": year };
    expect(await answerTask(viewer, { press: press(), person: null, values })).toMatchObject({
      ok: false,
      code: "field",
      problems: [{ entry: "individual.dob.year", sentence: "Must be at least 13 years of age to use Stripe" }],
    });
    expect(await db.requirement.count({ where: { account: { stripeId }, answeredAt: { not: null } } })).toBe(0);
    // Another press, and the same one with other values, are other calls.
    const again = press();
    const answer = (dob: string) =>
      answerTask(viewer, { press: again, person: null, values: { ...values, "individual.dob.year": dob } });
    expect(await answer(year)).toMatchObject({ code: "field" });
    expect(await answer("1988")).toEqual({ ok: true });
  });

  test("while Stripe is away keeps nothing and says so", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { viewer, stripeId } = await signInSeller();
    await control("/faults", {
      ...{ target: "api", kind: "status", status: 500, seed: 1, probability: 1 },
      path: `/v1/accounts/${stripeId}`,
    });
    const values = { "business_profile.name": "Wobblestone" };
    const answer = () => answerTask(viewer, { press: press(), person: null, values });
    expect(await answer()).toEqual({ ok: false, code: "stripe_unavailable" });
    await control("/faults", undefined, "DELETE");
    expect(
      await db.requirementChange.count({ where: { account: { userId: viewer.userId }, change: "answered" } }),
    ).toBe(0);
    expect(await answer()).toEqual({ ok: true });
  });
});

test("what is gone at Stripe since the page came is said to whoever presses", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const { viewer, stripeId, accountId } = await signInSeller("company");
  const named = { press: randomUUID(), roles: ["director" as const], percentOwnership: null };
  await addPerson(viewer, { ...named, values: { first_name: "Juno" } });
  const person = (await loadMyAccount(viewer))?.persons[0]?.id ?? "";
  await stripe().accounts.deletePerson(stripeId, person);
  const changed = { ...named, press: randomUUID(), person, values: { first_name: "Ada" } };
  expect(await changePerson(viewer, changed)).toEqual({ ok: false, code: "not_there" });
  expect((await loadMyAccount(viewer))?.persons).toEqual([]);

  await stripe().accounts.del(stripeId);
  const input = { press: randomUUID(), person: null, values: { "company.name": "Wobblestone Pottery LLC" } };
  expect(await answerTask(viewer, input)).toEqual({ ok: false, code: "closed" });
  expect(await loadMyAccount(viewer)).toMatchObject({ status: "closed" });
  // Nothing was sent, and nothing says so.
  const entries = await db.auditEntry.findMany({ where: { targetId: accountId }, orderBy: { id: "asc" } });
  expect(entries.map(({ action }) => action)).toEqual(["account.started", "account.person_added"]);
  expect(await db.requirement.count({ where: { accountId, answeredAt: { not: null } } })).toBe(0);
});

describe("a failure that Stripe keeps for the press", () => {
  const fail = (path: string, fault: object) =>
    control("/faults", { target: "api", seed: 1, count: 1, method: "POST", path, ...fault });

  test.each([
    ["a crash", { kind: "crash_before" }],
    ["a crash after it was done", { kind: "crash_after" }],
    ["a refusal", { kind: "crash_before", status: 400 }],
  ])("does not keep the same press from being sent again: %s", async (_what, fault) => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { viewer, stripeId } = await signInSeller("company");
    const input = { press: randomUUID(), person: null, values: { "company.name": "Wobblestone Pottery LLC" } };
    await fail(`/v1/accounts/${stripeId}`, fault);
    await answerTask(viewer, input);
    expect(await answerTask(viewer, input)).toEqual({ ok: true });
    expect((await stripe().accounts.retrieve(stripeId)).company?.name).toBe("Wobblestone Pottery LLC");
  });

  test("makes nobody a second time", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { viewer, stripeId } = await signInSeller("company");
    const path = `/v1/accounts/${stripeId}/persons`;
    const added = { press: randomUUID(), roles: ["director" as const], percentOwnership: null };
    await fail(path, { kind: "crash_after" });
    for (const _press of [1, 2]) {
      expect(await addPerson(viewer, { ...added, values: { first_name: "Juno" } })).toMatchObject({ ok: false });
    }
    expect((await stripe().accounts.listPersons(stripeId)).data).toHaveLength(1);
  });
});

test("a company's people are added, changed, confirmed and removed", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const { viewer, stripeId } = await signInSeller("company");
  const board = {
    percentOwnership: 60,
    values: { first_name: "Juno", last_name: "Samplewood", "relationship.title": "Director" },
  };
  const add = (roles: ("representative" | "owner" | "director")[], more: object = {}) =>
    addPerson(viewer, { press: randomUUID(), roles, ...board, ...more });
  expect(await add(["representative", "owner"])).toEqual({ ok: true });
  expect(await add(["owner"], { percentOwnership: 55 })).toEqual({ ok: false, code: "shares_over_100", total: 115 });
  expect(await add(["representative"], { percentOwnership: null })).toEqual({
    ok: false,
    code: "second_representative",
  });
  expect(await add(["owner"], { percentOwnership: 40, values: { first_name: "Ada" } })).toEqual({ ok: true });
  // The very same press is one person.
  const same = randomUUID();
  for (const _ of [1, 2]) {
    expect(await add(["director"], { press: same, percentOwnership: null, values: { first_name: "Grace" } })).toEqual({
      ok: true,
    });
  }

  const people = async () => (await loadMyAccount(viewer))?.persons ?? [];
  const named = async (name: string) => (await people()).find(({ firstName }) => firstName === name)?.id ?? "";
  expect((await people()).map(({ firstName }) => firstName)).toEqual(["Juno", "Ada", "Grace"]);
  expect((await people())[0]).toMatchObject({
    roles: ["representative", "owner"],
    percentOwnership: 60,
    title: "Director",
  });

  const ada = await named("Ada");
  const changed = { press: randomUUID(), person: ada, roles: ["director" as const], percentOwnership: 0, values: {} };
  expect(await changePerson(viewer, changed)).toEqual({ ok: true });
  expect((await people()).find(({ id }) => id === ada)).toMatchObject({ roles: ["director"], percentOwnership: 0 });
  const dob = { "dob.day": "4", "dob.month": "11", "dob.year": "1988" };
  expect(await answerTask(viewer, { press: randomUUID(), person: ada, values: dob })).toEqual({ ok: true });

  expect(await removePerson(viewer, { person: await named("Juno") })).toEqual({ ok: false, code: "representative" });
  expect(await removePerson(viewer, { person: ada })).toEqual({ ok: true });
  expect((await people()).map(({ firstName }) => firstName)).toEqual(["Juno", "Grace"]);

  const confirmed = { press: randomUUID(), all: ["owners" as const], declare: ["ownership" as const], by: pressedBy() };
  expect(await confirmPeople(viewer, confirmed)).toEqual({ ok: true });
  expect((await stripe().accounts.retrieve(stripeId)).company).toMatchObject({ owners_provided: true });
});

test("what a form of a person leaves empty is removed at Stripe, and so is the share of who owns nothing any more", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const { viewer, stripeId } = await signInSeller("company");
  const named = { first_name: "Juno", email: "juno@demo.test", "relationship.title": "Director" };
  const added = { press: randomUUID(), roles: ["owner" as const], percentOwnership: 60, values: named };
  expect(await addPerson(viewer, added)).toEqual({ ok: true });
  const persons = async () => (await loadMyAccount(viewer))?.persons ?? [];
  const [person] = await persons();
  expect(person).toMatchObject({ email: "juno@demo.test", title: "Director", percentOwnership: 60 });
  const changed = {
    ...{ press: randomUUID(), person: person?.id ?? "", roles: ["director" as const], percentOwnership: null },
    values: { email: "", "relationship.title": "" },
  };
  expect(await changePerson(viewer, changed)).toEqual({ ok: true });
  expect(await persons()).toMatchObject([{ firstName: "Juno", email: null, title: null, percentOwnership: null }]);
  expect(await stripe().accounts.retrievePerson(stripeId, person?.id ?? "")).toMatchObject({
    ...{ email: null, relationship: { title: null, percent_ownership: null } },
  });
  // The whole of the company may be named anew.
  const whole = { ...added, press: randomUUID(), percentOwnership: 100, values: { first_name: "Ada" } };
  expect(await addPerson(viewer, whole)).toEqual({ ok: true });
});

test("a bank account is set by its token, and one that Stripe refuses is said at its field", async () => {
  const { viewer } = await signInSeller();
  expect(await setBankAccount(viewer, { press: randomUUID(), token: "btok_us" })).toEqual({ ok: true });
  expect(await loadMyAccount(viewer)).toMatchObject({
    payoutAccounts: [{ last4: "6789", country: "US", currency: "usd" }],
  });
  const gone = await setBankAccount(viewer, { press: randomUUID(), token: "btok_nothing" });
  expect(gone).toMatchObject({ ok: false });
});

test("terms are accepted anew by a press, and its address is kept sealed", async () => {
  const { viewer, accountId, stripeId } = await signInSeller();
  const terms = { ...pressedBy(), at: new Date(Date.now() - 5_000), ip: "198.51.100.9" };
  expect(await acceptTerms(viewer, { press: randomUUID(), terms })).toEqual({ ok: true });
  expect((await stripe().accounts.retrieve(stripeId)).tos_acceptance).toMatchObject({ ip: "198.51.100.9" });
  const row = await db.connectedAccount.findUniqueOrThrow({ where: { id: accountId } });
  expect(row.termsAcceptedAt).toEqual(terms.at);
  expect(Buffer.from(row.termsAddress ?? []).toString("latin1")).not.toContain("198.51.100.9");
});
