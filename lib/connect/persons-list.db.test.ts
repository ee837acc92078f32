import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { signInSomebody } from "@/testkit/in-process/people";

/** A Stripe whose list of persons is what a test says, page by page; null: 404. */
let pages: readonly (object | null)[] = [];
let account: object = {};
let asked = 0;
let server: Server;

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    const answer = url?.includes("/persons") ? (pages[Math.min(asked++, pages.length - 1)] ?? null) : account;
    const missing = { error: { type: "invalid_request_error", code: "resource_missing", message: "No such account." } };
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? missing));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with it.
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("STRIPE_API_BASE", `http://localhost:${port}`);
});
afterAll(() => server.close());
beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const page = (data: unknown, more = false) => ({ object: "list", data, has_more: more });
const person = () => ({ id: `person_${randomUUID().replaceAll("-", "")}`, object: "person", created: 1_795_000_000 });

const answering = (next: readonly (object | null)[]) => {
  pages = next;
  asked = 0;
};

/** An account with two persons, of whom one has taken a selfie. */
async function withTwo() {
  const { userId } = await signInSomebody();
  const stripeId = `acct_${randomUUID().replaceAll("-", "")}`;
  account = { id: stripeId, object: "account", created: 1_795_000_000, country: "FR", metadata: { user_id: userId } };
  const persons = [person(), person()];
  answering([page(persons)]);
  await syncConnectedAccount(stripeId);
  const { id: accountId } = await db.connectedAccount.findUniqueOrThrow({ where: { stripeId } });
  const at = new Date();
  await db.personSession.create({
    data: {
      ...{ accountId, personId: persons[0]?.id ?? "", sessionId: `vs_${randomUUID()}`, status: "verified" },
      ...{ consentVersion: 1, consentLocale: "en", consentedAt: at, startedAt: at, changedAt: at, endedAt: at },
    },
  });
  const left = async () => ({
    persons: await db.accountPerson.count({ where: { accountId, removedAt: null } }),
    toRedact: await db.personSession.count({ where: { accountId, redactionRequestedAt: { not: null } } }),
  });
  expect(await left()).toEqual({ persons: 2, toRedact: 0 });
  return { stripeId, persons, left };
}

type Two = Awaited<ReturnType<typeof withTwo>>;

test.each<[string, (two: Two) => (object | null)[]]>([
  ["is not found", () => [null]],
  ["is none", () => [page(null)]],
  ["is not found from its second page on", ({ persons }) => [page(persons.slice(1), true), null]],
  ["says that there is more and gives nothing", ({ persons }) => [page(persons.slice(1), true), page([], true)]],
  ["never ends", () => [page([person()], true)]],
])(
  "a list of persons that %s removes nobody and has nothing redacted, while the account is there",
  async (_how, next) => {
    const two = await withTwo();
    answering(next(two));
    await expect(syncConnectedAccount(two.stripeId)).rejects.toMatchObject({ code: "stripe_unexpected", final: false });
    expect(await two.left()).toEqual({ persons: 2, toRedact: 0 });

    answering([page(two.persons.slice(0, 1), true), page(two.persons.slice(1))]);
    expect(await syncConnectedAccount(two.stripeId)).toMatchObject({ outcome: "synced" });
    expect(await two.left()).toEqual({ persons: 2, toRedact: 0 });
  },
);

test("a list of persons that ends without somebody removes them, and has their pictures redacted", async () => {
  const two = await withTwo();
  answering([page(two.persons.slice(1))]);
  await syncConnectedAccount(two.stripeId);
  expect(await two.left()).toEqual({ persons: 1, toRedact: 1 });
});
