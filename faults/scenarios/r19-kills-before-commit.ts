import assert from "node:assert/strict";
import type { Person } from "../../testkit/people.ts";
import type { Environment } from "../support/environment.ts";
import { killBeforeCommit } from "../support/held-commit.ts";
import { press } from "../support/page.ts";
import { patienceMs } from "../support/patience.ts";
import { signInPeople } from "../support/people.ts";
import type { ManagedProcess } from "../support/process.ts";
import type { Scenario } from "../support/scenario.ts";
import { accountOf, complete, eventsIn, openAccounts, openShop, pressStartSelling } from "../support/sellers.ts";
import { deliverAll } from "../support/sending.ts";
import { jobsDone, readAnew, reconcileOnce, settle } from "../support/settle.ts";
import { readMails } from "../support/truth.ts";

/** SIGKILL in the one moment that matters: the other side has answered, and we have not yet written it down. */
export const killsBeforeCommit: Scenario = {
  name: "R19",
  title: "killed between Stripe's answer, or the mail server's, and our commit",
  run: async (environment) => {
    // The reconciler comes when it is asked for, and never between a kill and the look at what it left.
    await environment.worker.stop();
    const worker = environment.anotherWorker({ RECONCILE_INTERVAL_SECONDS: "86400" });
    await worker.start();
    try {
      await environment.emulator.control("/faults", { target: "webhooks", kind: "drop", probability: 1, seed: 1 });
      const said: string[] = [];
      let sellers: Person[] = [];
      try {
        const two = await atStart(environment);
        sellers = two;
        said.push(
          "three starts: one account each, known by the seller's next press, by Stripe's webhook, by the reconciler",
        );
        await atAnswer(environment, two);
        said.push(
          "two answers: met in the requirement's history, by the same press sent again and by Stripe's webhook",
        );
      } finally {
        await environment.emulator.control("/faults", undefined, "DELETE");
      }
      // A check that ended meanwhile was not told.
      const accounts = await Promise.all(sellers.map((seller) => accountOf(environment, seller)));
      await readAnew(
        environment,
        accounts.map((account) => account?.stripeId ?? ""),
      );
      await atSync(environment, worker);
      said.push("a sync of the worker's: taken up by the next worker");
      await atMail(environment, worker);
      said.push("a mail: handed over twice as one, under one Message-ID");
      await settle(environment);
      return said;
    } finally {
      await worker.stop();
      await environment.worker.start();
    }
  },
};

/** Three sellers whose web dies when Stripe has made their accounts. Returns two of them. */
async function atStart(environment: Environment): Promise<[Person, Person]> {
  const sellers = await signInPeople(environment, 3);
  const [again, told, found] = sellers;
  if (!again || !told || !found) throw new Error("three people are three");
  await killBeforeCommit(
    environment,
    environment.web,
    { table: "connected_account", event: "update", when: "old.stripe_id is null and new.stripe_id is not null" },
    () => Promise.all(sellers.map((seller) => pressStartSelling(environment, seller))),
    sellers.length,
  );
  for (const seller of sellers) {
    assert((await accountOf(environment, seller))?.stripeId === null, "what was killed was committed");
  }
  await environment.web.start();

  assert((await pressStartSelling(environment, again)).includes("done=start"), "a second press was refused");
  const accounts = await environment.stripe.accounts.list({ limit: 10 });
  const ofTold = accounts.data.find(({ metadata }) => metadata?.user_id === told.userId);
  await deliverAll(environment, [...(await eventsIn(environment, [ofTold?.id ?? ""])).values()].flat());
  await jobsDone(environment, patienceMs); // and no more: what ends now is not told
  assert((await accountOf(environment, told))?.stripeId === ofTold?.id, "a webhook did not bring the account");
  await reconcileOnce(environment);
  for (const seller of sellers) {
    assert((await accountOf(environment, seller))?.stripeId?.startsWith("acct_"), "an account is still unknown");
  }
  return [again, told];
}

/** Two sellers whose web dies when Stripe has taken their answers. */
async function atAnswer(environment: Environment, sellers: [Person, Person]): Promise<void> {
  const [again, told] = sellers;
  const shops = await Promise.all(
    sellers.map(async (seller) => ({ seller, ...(await openShop(environment, seller)) })),
  );
  await killBeforeCommit(
    environment,
    environment.web,
    { table: "requirement_change", event: "insert", when: "new.change = 'answered'" },
    () => Promise.all(shops.map(({ seller, form, answers }) => press(environment, seller, form, answers))),
    shops.length,
  );
  await environment.web.start();
  for (const seller of sellers) {
    assert((await historyOf(environment, seller)).join() === "appeared", "what was killed was committed");
  }

  const shop = shops.find(({ seller }) => seller === again);
  const sent = shop && (await press(environment, again, shop.form, shop.answers));
  assert(sent?.location.includes("/connect?done="), `the same press sent again leads to ${sent?.location}`);
  const { stripeId } = (await accountOf(environment, told)) ?? {};
  await deliverAll(environment, [...(await eventsIn(environment, [stripeId ?? ""])).values()].flat());
  await jobsDone(environment, patienceMs); // and no more: what ends now is not told
  for (const seller of sellers) {
    const history = await historyOf(environment, seller);
    assert(history.at(-1) === "met", `the history of what Stripe took is ${history.join(", ")}`);
  }
}

/** What happened to the first thing that a seller is asked. */
async function historyOf(environment: Environment, { userId }: Person): Promise<string[]> {
  const { rows } = await environment.sql.query<{ change: string }>(
    `select c.change::text from requirement_change c join requirement r on r.id = c.requirement_id
       join connected_account a on a.id = c.account_id
     where a.user_id = $1 and r.entry = 'business_profile.mcc' order by c.id`,
    [userId],
  );
  return rows.map(({ change }) => change);
}

/** The worker dies when it has read an account. */
async function atSync(environment: Environment, worker: ManagedProcess): Promise<void> {
  const [person] = await signInPeople(environment, 1);
  if (!person) throw new Error("somebody is missing");
  const [account] = await openAccounts(environment, [person]);
  await settle(environment);
  await killBeforeCommit(
    environment,
    worker,
    { table: "connected_account", event: "update", when: `new.user_id = '${person.userId}'` },
    () => complete(environment, account?.id ?? ""),
  );
  await worker.start();
}

/** The worker dies when the mail server has taken a mail. */
async function atMail(environment: Environment, worker: ManagedProcess): Promise<void> {
  const { sql } = environment;
  const [person] = await signInPeople(environment, 1);
  if (!person) throw new Error("somebody is missing");
  await openAccounts(environment, [person]);
  await settle(environment);
  await killBeforeCommit(
    environment,
    worker,
    { table: "mail", event: "update", when: `new.user_id = '${person.userId}'` },
    async () => {
      // Its ten quiet minutes are over.
      await sql.query(
        "update connected_account set changed_at = now() - interval '1 hour', mail_at = now() where user_id = $1",
        [person.userId],
      );
      await sql.query("select graphile_worker.add_job('mailSellers', '{}', job_key => 'mailSellers')");
    },
  );
  const { rows } = await sql.query("select outcome::text from mail where user_id = $1", [person.userId]);
  assert(rows.length === 1 && rows[0]?.outcome === "queued", "the mail that was cut off was settled");
  await worker.start();
  await settle(environment);
  const got = (await readMails(environment)).filter(({ to }) => to.includes(person.email));
  const ids = new Set(got.map(({ messageId }) => messageId));
  assert(got.length === 2 && ids.size === 1, `${got.length} mails came, under ${ids.size} Message-IDs`);
}
