import pMap from "p-map";
import type Stripe from "stripe";
import type { Person } from "../../testkit/people.ts";
import { until } from "../../testkit/until.ts";
import type { Environment } from "./environment.ts";
import { type Form, openForm, press } from "./page.ts";
import { patienceMs } from "./patience.ts";
import { signInPeople } from "./people.ts";

/** Values by which Stripe's test mode finds everything right (stripe-emulator/src/accounts/test-values.ts). */
const shop = {
  business_profile: { mcc: "5734", url: "https://accessible.stripe.com" },
  settings: { payments: { statement_descriptor: "INVENTED SHOP" } },
};

/** Somebody whose names are among the words that may stand nowhere but in ciphertext (`markers` of people.ts). */
const somebody = (id: string) => ({
  first_name: `Quillonia ${id.slice(-6)}`,
  last_name: `Vantermark ${id.slice(-6)}`,
  dob: { day: 1, month: 1, year: 1901 },
  email: `quillonia.${id.slice(-6)}@demo.test`,
  phone: "0000000000",
  address: { line1: "address_full_match", city: "Oakland", state: "CA", postal_code: "94607" },
});

/**
 * Accounts that Stripe has and we have never heard of, one for each of these people by the user's id in the metadata, as a press
 * leaves it whose answer was lost. Their names are right and their numbers are missing.
 */
export function openAccounts(
  environment: Environment,
  people: readonly Person[],
  businessType: "individual" | "company" = "individual",
): Promise<Stripe.Account[]> {
  return pMap(
    people,
    ({ userId }) =>
      environment.stripe.accounts.create({
        ...{ type: "custom", country: "US", business_type: businessType, metadata: { user_id: userId } },
        capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
        tos_acceptance: { date: Math.floor(Date.now() / 1000), ip: "203.0.113.7" },
        business_profile: { name: `Quillonia Pottery ${userId.slice(-6)}` },
        ...(businessType === "individual" ? { individual: somebody(userId) } : {}),
      }),
    { concurrency: 8 },
  );
}

/** Everything that an account of `openAccounts` still lacks: its individual's numbers, its shop, and where payouts go. */
export const complete = ({ stripe }: Environment, id: string): Promise<Stripe.Account> =>
  stripe.accounts.update(id, {
    ...shop,
    individual: { id_number: "000000000", ssn_last_4: "0000" },
    external_account: "btok_us",
  });

/** Ends every check of any account that is under way, all found right, instead of seconds later. */
export async function endChecks({ stripe, emulator }: Environment): Promise<void> {
  await until(
    "no account is checked",
    async () => {
      let count = 0;
      for await (const { id, requirements } of stripe.accounts.list({ limit: 100 })) {
        for (const entry of requirements?.pending_verification ?? []) {
          await emulator.control(`/accounts/${id}/checks`, { entry, outcome: "verified" });
          count += 1;
        }
      }
      return count === 0;
    },
    patienceMs,
  );
}

/** Adds somebody invented to a company. */
export const addOwner = ({ stripe, random }: Environment, id: string): Promise<Stripe.Person> =>
  stripe.accounts.createPerson(id, {
    ...somebody(random.hex(6)),
    relationship: { owner: true, percent_ownership: 30 },
  });

/** Every event that happened in these accounts, by account, oldest first, as Stripe would send it. */
export async function eventsIn(
  environment: Environment,
  accountIds: readonly string[],
): Promise<Map<string, Stripe.Event[]>> {
  const histories = await pMap(
    accountIds,
    async (id) => {
      const events: Stripe.Event[] = [];
      for await (const event of environment.stripe.events.list({ limit: 100 }, { stripeAccount: id }))
        events.push(event);
      return [id, events.reverse()] as const;
    },
    { concurrency: 8 },
  );
  return new Map(histories);
}

/** Accounts of so many new people, opened as `openAccounts` does, and the events in them. */
export async function openAccountsWithEvents(
  environment: Environment,
  count: number,
): Promise<{ accountIds: string[]; events: Stripe.Event[] }> {
  const accounts = await openAccounts(environment, await signInPeople(environment, count));
  const accountIds = accounts.map(({ id }) => id);
  return { accountIds, events: [...(await eventsIn(environment, accountIds)).values()].flat() };
}

/** Presses the start of selling; where the answer leads to. Rejects when the web dies under it. */
export async function pressStartSelling(environment: Environment, person: Person): Promise<string> {
  const form = await openForm(environment, person, "/connect", 'name="accept"');
  const answers = { country: "US", businessType: "individual", accept: "yes" };
  return (await press(environment, person, form, answers)).location;
}

/** The form of a seller's shop, and answers that Stripe's test mode finds right. */
export async function openShop(
  environment: Environment,
  person: Person,
): Promise<{ form: Form; answers: Record<string, string> }> {
  const form = await openForm(environment, person, "/connect/tasks/shop", 'name="business_profile.mcc"');
  const answers = {
    "business_profile.mcc": shop.business_profile.mcc,
    "way-0": "either", // a website, and not a description of what is sold
    "business_profile.url": shop.business_profile.url,
    "settings.payments.statement_descriptor": shop.settings.payments.statement_descriptor,
  };
  return { form, answers };
}

/** Our row of a seller; null: none. */
export async function accountOf(
  environment: Environment,
  { userId }: Person,
): Promise<{ id: string; stripeId: string | null; status: string } | null> {
  const { rows } = await environment.sql.query<{ id: string; stripeId: string | null; status: string }>(
    `select id, stripe_id as "stripeId", status::text from connected_account where user_id = $1`,
    [userId],
  );
  return rows[0] ?? null;
}
