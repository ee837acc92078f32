import fc from "fast-check";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "../harness.ts";
import { AccountModel, type BusinessType, type Country, type Role } from "./account-model.ts";
import { brokenRules } from "./rules.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ webhookUrls: [], asyncDelaySeconds: 600 });
});
afterAll(() => mode.close());

type World = { accounts: AccountModel[] };
type Step = fc.AsyncCommand<World, TestMode>;

/** Does the call and checks that the API accepts or refuses it as the model says. */
async function expectVerdict<Answer>(verdict: string, call: Promise<Answer>): Promise<Answer | null> {
  const outcome = await call.then(
    (answer) => ({ answer, problem: null }),
    (problem: unknown) => ({ answer: null, problem }),
  );
  if (verdict === "done") expect(outcome.problem).toBeNull();
  else expect(outcome.problem instanceof Stripe.errors.StripeError && outcome.problem.statusCode).toBe(400);
  return outcome.answer;
}

async function create(world: World, country: Country, businessType: BusinessType | null, requested: readonly string[]) {
  const account = await mode.stripe.accounts.create({
    type: "custom",
    country,
    ...(businessType && { business_type: businessType }),
    capabilities: Object.fromEntries(requested.map((name) => [name, { requested: true }])),
  });
  world.accounts.push(new AccountModel({ id: account.id, country, businessType, requested }));
}

/** The account, its persons, capabilities and events are what the model says, and keep every rule. */
async function expectLike(model: AccountModel): Promise<void> {
  const account = await mode.stripe.accounts.retrieve(model.id);
  expect(account).toMatchObject({ country: model.country, business_type: model.businessType });
  expect(account.metadata).toEqual(model.metadata);
  for (const [name, value] of model.profile) expect(account.business_profile).toMatchObject({ [name]: value });
  expect(Object.keys(account.capabilities ?? {}).sort()).toEqual([...model.requested].sort());
  expect(account.external_accounts?.data).toHaveLength(Math.min(10, model.banks));

  const persons = await mode.stripe.accounts.listPersons(model.id, { limit: 100 });
  expect(persons.data.map(({ id }) => id)).toEqual(model.persons.map(({ id }) => id).reverse());
  for (const person of persons.data) {
    const known = model.persons.find(({ id }) => id === person.id);
    for (const role of ["representative", "owner", "director", "executive"] as const) {
      expect(person.relationship?.[role]).toBe(known?.roles.has(role));
    }
  }
  const { data: capabilities } = await mode.stripe.accounts.listCapabilities(model.id);
  expectRules(account, persons.data, capabilities);
  expectFlags(model, account);
}

function expectRules(account: Stripe.Account, persons: Stripe.Person[], capabilities: Stripe.Capability[]): void {
  for (const { requirements, future_requirements: future } of [account, ...persons, ...capabilities]) {
    for (const lists of [requirements, future]) expect(lists && brokenRules(lists)).toEqual([]);
  }
  const { currently_due: due, eventually_due: eventual, pending_verification: pending } = account.requirements ?? {};
  const named = [...(eventual ?? []), ...(pending ?? [])];
  for (const person of persons) {
    // What a person's own lists say, the account says with a prefix.
    const isIndividual = account.business_type === "individual" && person.relationship?.representative === true;
    const prefix = isIndividual ? "individual." : `${person.id}.`;
    const own = named.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
    const { requirements } = person;
    const shown = [...(requirements?.eventually_due ?? []), ...(requirements?.pending_verification ?? [])];
    if (person.relationship?.representative || account.business_type !== "individual") {
      expect(shown.sort()).toEqual(own.sort());
    }
  }
  for (const { requirements } of capabilities) {
    expect(due).toEqual(expect.arrayContaining(requirements?.currently_due ?? []));
  }
  expect(account.future_requirements?.disabled_reason).toBeNull();
}

function expectFlags(model: AccountModel, account: Stripe.Account): void {
  const { requirements, charges_enabled: charges, payouts_enabled: payouts } = account;
  const reason = requirements?.disabled_reason;
  if (model.blocked !== null) expect(reason).toBe(model.blocked);
  else if (requirements?.past_due?.length) expect(reason).toBe("requirements.past_due");
  else expect([null, "requirements.pending_verification", "action_required.requested_capabilities"]).toContain(reason);
  if (model.blocked !== null) expect([charges, payouts]).toEqual([false, false]);
  else if (reason === null) expect([charges, payouts]).toEqual([model.requested.has("card_payments"), true]);
  if (model.touched) return;
  // Whatever is due from the start is past due at once.
  expect(requirements?.past_due).toEqual(requirements?.currently_due);
}

/** Everything that happened is told, and the last that was told is what is there. */
async function expectEvents(model: AccountModel): Promise<void> {
  const options = { stripeAccount: model.id };
  const events = await mode.stripe.events.list({ limit: 100 }, options).autoPagingToArray({ limit: 10_000 });
  for (const [type, count] of Object.entries(model.told)) {
    expect(
      events.filter((event) => event.type === type),
      type,
    ).toHaveLength(count);
  }
  for (const { account } of events) expect(account).toBe(model.id);
  const last = events.find(({ type }) => type === "account.updated");
  if (last) expect(last.data.object).toEqual({ ...(await mode.stripe.accounts.retrieve(model.id)) });
}

const index = fc.nat(2);

/** A step about one of the run's accounts, which then must be as its model says. */
const onAccount = (chosen: number, text: string, run: (model: AccountModel) => Promise<unknown>): Step => ({
  check: () => true,
  run: async (world) => {
    const model = world.accounts[chosen % world.accounts.length];
    if (!model) throw new Error("A run begins with an account.");
    await run(model);
    await expectLike(model);
  },
  toString: () => `#${chosen} ${text}`,
});

const country = fc.constantFrom<Country>("AU", "BR", "DE", "FR", "GB", "JP", "SG", "US", "US");
const businessType = fc.constantFrom<BusinessType | null>(
  null,
  "individual",
  "individual",
  "company",
  "company",
  "non_profit",
);
const capabilityNames = ["card_payments", "transfers"] as const;
const roles = fc.subarray<Role>(["representative", "owner", "director", "executive"]);
const share = fc.constantFrom(0, 25, 30, 60);

const address = { city: "Oakland", postal_code: "94607", state: "CA" };
/** Parts of what is said of a person: each alone leaves something due. */
const details = fc.constantFrom<Stripe.AccountUpdateParams.Individual>(
  { first_name: "Ada", last_name: "Example" },
  { maiden_name: "", last_name: "Example" },
  { dob: { day: 1, month: 1, year: 1901 } },
  { dob: { day: 4, month: 7, year: 1990 } },
  { dob: "" },
  { email: "ada@demo.test", phone: "0000000000" },
  { address: { ...address, line1: "address_full_match" } },
  { address: { ...address, line1: "address_no_match" } },
  { verification: { document: { front: "file_identity_document_success" } } },
  { verification: { document: { front: "file_identity_document_failure" } } },
  { political_exposure: "none", full_name_aliases: [""] },
);
const numbers = fc.constantFrom("000000000", "111111111", "222222222");
const profile = fc.constantFrom<Record<string, string>>(
  { mcc: "5734" },
  { url: "https://accessible.stripe.com" },
  { url: "https://mismatch.stripe.com" },
  { name: "Ada's Wires", product_description: "Wires, by the yard" },
  { name: "disallowed_dba" },
);
const company = fc.constantFrom<Stripe.AccountUpdateParams.Company>(
  { name: "Wires", phone: "0000000000" },
  { address: { ...address, line1: "address_full_match" } },
  { owners_provided: true },
  { directors_provided: true, executives_provided: true },
  { owners_provided: false },
);
const entry = fc.constantFrom(
  "individual.verification.document",
  "business_profile.url",
  "company.name",
  "external_account",
  "interv_1.product_description.form",
);

const steps: fc.Arbitrary<Step>[] = [
  fc.record({ country, businessType, requested: fc.subarray([...capabilityNames]) }).map(
    (given): Step => ({
      check: (world) => world.accounts.length < 3,
      run: (world) => create(world, given.country, given.businessType, given.requested),
      toString: () => `create ${JSON.stringify(given)}`,
    }),
  ),
  fc.record({ index, type: businessType }).map(({ index: chosen, type }) =>
    onAccount(chosen, `becomes ${type}`, async (model) => {
      if (type === null) return;
      await expectVerdict("done", mode.stripe.accounts.update(model.id, { business_type: type }));
      model.businessType = type;
    }),
  ),
  fc.record({ index, details }).map(({ index: chosen, details: said }) =>
    onAccount(chosen, `individual ${JSON.stringify(said)}`, async (model) => {
      const { verdict, makes } = model.sayOfIndividual();
      const answer = await expectVerdict(verdict, mode.stripe.accounts.update(model.id, { individual: said }));
      if (!answer || !makes) return;
      const { data } = await mode.stripe.accounts.listPersons(model.id, { relationship: { representative: true } });
      model.addPerson(data[0]?.id ?? "none", ["representative"], 0);
    }),
  ),
  fc.record({ index, numbers }).map(({ index: chosen, numbers: number }) =>
    onAccount(chosen, `number ${number}`, async (model) => {
      // Elsewhere numbers have another form.
      if (model.country !== "US" || model.sayOfIndividual().makes) return;
      const { verdict } = model.sayOfIndividual();
      await expectVerdict(verdict, mode.stripe.accounts.update(model.id, { individual: { id_number: number } }));
    }),
  ),
  fc.record({ index, profile }).map(({ index: chosen, profile: said }) =>
    onAccount(chosen, `profile ${JSON.stringify(said)}`, async (model) => {
      await expectVerdict("done", mode.stripe.accounts.update(model.id, { business_profile: said }));
      for (const [name, value] of Object.entries(said)) model.profile.set(name, value);
    }),
  ),
  fc
    .record({ index, company })
    .map(({ index: chosen, company: said }) =>
      onAccount(chosen, `company ${JSON.stringify(said)}`, (model) =>
        expectVerdict("done", mode.stripe.accounts.update(model.id, { company: said })),
      ),
    ),
  index.map((chosen) =>
    onAccount(chosen, "accepts the terms", (model) =>
      expectVerdict(
        "done",
        mode.stripe.accounts.update(model.id, { tos_acceptance: { date: 1_790_000_000, ip: "203.0.113.7" } }),
      ),
    ),
  ),
  fc
    .record({ index, changes: fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("", "1", "2"), { maxKeys: 2 }) })
    .map(({ index: chosen, changes }) =>
      onAccount(chosen, `metadata ${JSON.stringify(changes)}`, (model) =>
        expectVerdict(model.changeMetadata(changes), mode.stripe.accounts.update(model.id, { metadata: changes })),
      ),
    ),
  index.map((chosen) =>
    onAccount(chosen, "adds a bank account", (model) =>
      expectVerdict(
        model.addBank(),
        mode.stripe.accounts.createExternalAccount(model.id, { external_account: "btok_us" }),
      ),
    ),
  ),
  fc.record({ index, roles, share, details }).map((given) =>
    onAccount(given.index, `adds ${given.roles} with ${given.share} %`, async (model) => {
      const relationship = {
        ...Object.fromEntries(given.roles.map((role) => [role, true])),
        percent_ownership: given.share,
      };
      const verdict = model.allows(null, given.roles, given.share);
      const { political_exposure: _, ...said } = given.details;
      // A spread of alternatives is one of them.
      const made = await expectVerdict(
        verdict,
        mode.stripe.accounts.createPerson(model.id, { ...said, relationship } as Stripe.AccountCreatePersonParams),
      );
      if (made) model.addPerson(made.id, given.roles, given.share);
    }),
  ),
  fc.record({ index, which: fc.nat(5), share }).map((given) =>
    onAccount(given.index, `gives person ${given.which} ${given.share} %`, async (model) => {
      const person = model.persons[given.which % Math.max(1, model.persons.length)];
      if (!person) return;
      const verdict = model.allows(person, [...person.roles], given.share);
      const relationship = { percent_ownership: given.share };
      const done = await expectVerdict(
        verdict,
        mode.stripe.accounts.updatePerson(model.id, person.id, { relationship }),
      );
      if (done) person.share = given.share;
    }),
  ),
  fc.record({ index, which: fc.nat(5) }).map((given) =>
    onAccount(given.index, `deletes person ${given.which}`, async (model) => {
      const person = model.persons[given.which % Math.max(1, model.persons.length)];
      if (!person) return;
      await expectVerdict(model.deletePerson(person), mode.stripe.accounts.deletePerson(model.id, person.id));
    }),
  ),
  fc
    .record({ index, name: fc.constantFrom(...capabilityNames), requested: fc.boolean() })
    .map((given) =>
      onAccount(given.index, `${given.requested ? "asks for" : "gives back"} ${given.name}`, (model) =>
        expectVerdict(
          model.request(given.name, given.requested),
          mode.stripe.accounts.updateCapability(model.id, given.name, { requested: given.requested }),
        ),
      ),
    ),
  index.map((chosen) =>
    onAccount(chosen, "is rejected", (model) =>
      expectVerdict(
        model.reject("rejected.platform_fraud"),
        mode.stripe.accounts.reject(model.id, { reason: "fraud_other" }),
      ),
    ),
  ),
  index.map((chosen) =>
    onAccount(chosen, "is taken back", (model) =>
      expectVerdict(model.unreject(), mode.stripe.accounts.unreject(model.id)),
    ),
  ),
  fc
    .record({ index, reason: fc.constantFrom("under_review", "platform_paused", null) })
    .map((given) =>
      onAccount(given.index, `is blocked: ${given.reason}`, (model) =>
        expectVerdict(
          model.block(given.reason),
          mode.control("POST", `/accounts/${model.id}/block`, { disabledReason: given.reason }),
        ),
      ),
    ),
  fc
    .record({
      index,
      entry,
      state: fc.constantFrom("due", "due", "answered", "cleared"),
      deadlineSeconds: fc.constantFrom(null, 86_400, 864_000),
      future: fc.boolean(),
      stops: fc.constantFrom("charges", "payouts", "both"),
      code: fc.constantFrom(undefined, "verification_failed_other"),
    })
    .map(({ index: chosen, ...raised }) =>
      onAccount(chosen, `raised ${JSON.stringify(raised)}`, (model) => {
        model.touched = true;
        return expectVerdict("done", mode.control("POST", `/accounts/${model.id}/requirements`, raised));
      }),
    ),
  fc
    .record({ index, entry, outcome: fc.constantFrom("verified", "verification_failed_other", "invalid_value_other") })
    .map((given) =>
      onAccount(given.index, `${given.entry} is ${given.outcome}`, async (model) => {
        const isKnown =
          model.businessType === "individual" && model.persons.some(({ roles: held }) => held.has("representative"));
        if (given.entry.startsWith("individual.") && !isKnown) return;
        model.touched = true;
        const { entry: named, outcome } = given;
        await expectVerdict("done", mode.control("POST", `/accounts/${model.id}/checks`, { entry: named, outcome }));
      }),
    ),
  fc.constantFrom(60, 900, 4000, 90_000, 1_000_000).map(
    (seconds): Step => ({
      check: () => true,
      run: async (world) => {
        await mode.control("POST", "/clock", { advanceSeconds: seconds });
        for (const model of world.accounts) {
          model.touched = true;
          await expectLike(model);
        }
      },
      toString: () => `wait ${seconds} s`,
    }),
  ),
];

test("whatever is written in whatever order, accounts show what was given, keep Stripe's rules, and tell of it", {
  timeout: 300_000,
}, async () => {
  const property = fc.asyncProperty(
    fc.commands(steps, { maxCommands: 25, size: "max" }),
    country,
    businessType,
    async (commands, firstCountry, firstType) => {
      await mode.control("POST", "/reset");
      const world: World = { accounts: [] };
      await create(world, firstCountry, firstType, capabilityNames);
      await fc.asyncModelRun(() => ({ model: world, real: mode }), commands);
      for (const model of world.accounts) {
        await expectLike(model);
        await expectEvents(model);
      }
    },
  );
  await fc.assert(property, {
    seed: 20_261_129,
    numRuns: 60,
    interruptAfterTimeLimit: 240_000,
    markInterruptAsFailure: true,
  });
});
