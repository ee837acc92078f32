import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import pMap from "p-map";
import { cookieOf, type Person } from "../../testkit/people.ts";
import type { Environment } from "../support/environment.ts";
import { press } from "../support/page.ts";
import { signInPeople } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { accountOf, openShop, pressStartSelling } from "../support/sellers.ts";
import { hastenJobs, settle } from "../support/settle.ts";

/** Every call that we make about an account, but its creation. */
const calls = [
  { method: "GET", path: "/v1/accounts" },
  { method: "GET", path: "/v1/accounts/*" },
  { method: "POST", path: "/v1/accounts/*" },
  { method: "POST", path: "/v1/files" },
];

/**
 * Every way the emulator knows to fail a call, as in R8. An account is in Stripe's hands most of the time: `lock_timeout` says that
 * another call holds it.
 */
const kinds = [
  { kind: "lock_timeout", probability: 0.25 },
  { kind: "status", status: 500, probability: 0.05 },
  { kind: "status", status: 429, probability: 0.05 },
  { kind: "cut_before", probability: 0.05 },
  { kind: "cut_after", probability: 0.05 },
  { kind: "garbage", probability: 0.05 },
];

/** The creation of an account, which also fails for good: its idempotency key gives that failure again for a day. */
const atStart = [
  { kind: "lock_timeout", probability: 0.2 },
  { kind: "cut_before", probability: 0.1 },
  { kind: "cut_after", probability: 0.2 },
  { kind: "garbage", probability: 0.1 },
  { kind: "crash_before", probability: 0.1 },
  { kind: "crash_after", probability: 0.2 },
];

/** A press fails at most 4 times in 10, so that chance alone reaches this once in some 10^9 presses. */
const mostTries = 24;

/** Sellers begin, answer and send their documents while Stripe fails in every way, `lock_timeout` first of all. */
export const sellerFaults: Scenario = {
  name: "R21",
  title: "sellers while Stripe answers lock_timeout and worse, and uploads whose line is cut",
  run: async (environment) => {
    const { random, emulator } = environment;
    const people = await signInPeople(environment, environment.long ? 100 : 6);
    const seed = random.between(1, 1e6);
    try {
      for (const fault of atStart) {
        await emulator.control("/faults", { target: "api", seed, method: "POST", path: "/v1/accounts", ...fault });
      }
      for (const fault of kinds) {
        for (const call of calls) await emulator.control("/faults", { target: "api", seed, ...call, ...fault });
      }
      const made = await pMap(
        people,
        async (person) => ({
          presses:
            (await untilThrough(environment, () => begin(environment, person))) +
            (await untilThrough(environment, () => answer(environment, person))),
          vain: await sendDocument(environment, person),
        }),
        { concurrency: 3 },
      );
      const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
      // A cast, because the contract of the emulator's control says so.
      const { faults } = (await emulator.control("/faults", undefined, "GET")) as {
        faults: { kind: string; hits: number }[];
      };
      const hits = sum(faults.map((fault) => fault.hits));
      const busy = sum(faults.filter(({ kind }) => kind === "lock_timeout").map((fault) => fault.hits));
      assert(busy > 0, "no call met a lock");
      await emulator.control("/faults", undefined, "DELETE");
      await settle(environment);
      await filesEqual(environment, people);
      return [
        `${people.length} sellers began, answered and sent two sides of a document in ${sum(made.map(({ presses }) => presses))} presses; ${hits} calls failed, ${busy} of them by lock_timeout; ${sum(made.map(({ vain }) => vain))} uploads were cut or refused and sent again`,
      ];
    } finally {
      await emulator.control("/faults", undefined, "DELETE");
    }
  },
};

/** Presses until it went through, as the address says to which the press leads; returns how often. */
async function untilThrough(environment: Environment, once: () => Promise<string>): Promise<number> {
  let led = "";
  for (let presses = 1; presses <= mostTries; presses++) {
    led = await once();
    if (led.includes("done=")) return presses;
    await hastenJobs(environment);
  }
  throw new Error(`${mostTries} presses did not go through, the last led to ${led}`);
}

/** Where a press leads whose effect is there already: one before has had it, and its answer was lost. */
const before = "done=before";

async function begin(environment: Environment, person: Person): Promise<string> {
  const account = await accountOf(environment, person);
  return account?.stripeId ? before : pressStartSelling(environment, person);
}

async function answer(environment: Environment, person: Person): Promise<string> {
  const account = await accountOf(environment, person);
  const { rowCount } = await environment.sql.query(
    "select 1 from requirement where account_id = $1 and entry = 'business_profile.mcc' and closed_at is null",
    [account?.id],
  );
  if (rowCount === 0) return before;
  const { form, answers } = await openShop(environment, person);
  return (await press(environment, person, form, answers)).location;
}

/** Sends front and back of a document, each cut off once on its way to us; returns how often it was sent in vain. */
async function sendDocument(environment: Environment, person: Person): Promise<number> {
  let vain = 0;
  for (const part of ["front", "back"]) {
    const file = jpeg();
    const most = vain + mostTries;
    assert(
      (await upload(environment, person, part, file, { cutAt: file.length / 2 })) === null,
      "a cut upload was answered",
    );
    vain += 1;
    for (let status = 0; status !== 201; vain += status === 201 ? 0 : 1) {
      status = (await upload(environment, person, part, file)) ?? 0;
      assert([201, 503].includes(status), `an upload was answered ${status}`);
      assert(vain < most, "an upload did not go through");
    }
  }
  return vain;
}

/** The beginning of a JPEG of 640 by 480 pixels, and then noise, so that no two are the same. */
const jpeg = () =>
  Buffer.concat([Buffer.from("ffd8ffc000110801e0028003012200021101031101", "hex"), randomBytes(200_000)]);

/** Sends a file as the page's script does; the answer's status, null where the line was cut `cutAt` so many bytes. */
function upload(
  environment: Environment,
  person: Person,
  part: string,
  file: Buffer,
  { cutAt }: { cutAt?: number } = {},
): Promise<number | null> {
  const boundary = "a-boundary-of-no-document";
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="x.jpg"\r\n\r\n`),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const target = new URL("/api/uploads/account-files", environment.appUrl);
  target.search = new URLSearchParams({ entry: "individual.verification.document", part }).toString();
  return new Promise((resolve) => {
    const sent = request(target, {
      ...{ method: "POST", agent: false },
      headers: {
        ...{ origin: environment.appUrl, accept: "application/json", ...cookieOf(person.token) },
        ...{ "content-type": `multipart/form-data; boundary=${boundary}`, "content-length": body.length },
      },
    });
    sent.on("error", () => resolve(null));
    sent.on("response", (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? null));
    });
    if (cutAt === undefined) sent.end(body);
    else sent.write(body.subarray(0, cutAt), () => sent.destroy());
  });
}

/** Of each side one file is noted, which Stripe has. A file whose answer was lost may be there besides. */
async function filesEqual({ sql, stripe }: Environment, people: readonly Person[]): Promise<void> {
  const { rows } = await sql.query<{ account: string; files: string[]; parts: string[] }>(
    `select a.stripe_id as account, array_agg(f.id) as files, array_agg(f.part order by f.part) as parts
     from account_file f join connected_account a on a.id = f.account_id where a.user_id = any($1) group by 1`,
    [people.map(({ userId }) => userId)],
  );
  assert(rows.length === people.length, `${rows.length} sellers of ${people.length} have files`);
  for (const { account, files, parts } of rows) {
    assert(parts.join() === "back,front", `one document has the sides ${parts.join()}`);
    const atStripe = new Set(
      (await stripe.files.list({ limit: 100 }, { stripeAccount: account })).data.map(({ id }) => id),
    );
    assert(
      files.every((id) => atStripe.has(id)),
      "a file is noted that Stripe does not have",
    );
  }
}
