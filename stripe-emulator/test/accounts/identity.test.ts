import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Database } from "../../src/store/database.ts";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

const dataDir = mkdtempSync(join(tmpdir(), "stripe-emulator-"));
let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode({ dataDir });
});
beforeEach(() => mode.reset());
afterAll(async () => {
  await mode.close();
  rmSync(dataDir, { recursive: true });
});

const unmatched = { ...complete, individual: { ...complete.individual, id_number: "111111111" } };

/** An individual whose number does not match, so that a document is due. */
async function createUnmatched() {
  const { id: account } = await mode.create(unmatched);
  await mode.finishChecks();
  const { individual } = await mode.stripe.accounts.retrieve(account);
  return { account, person: individual?.id ?? "" };
}

const startSession = (related_person: { account: string; person: string }, selfie = false) =>
  mode.stripe.identity.verificationSessions.create({
    type: "document",
    related_person,
    ...(selfie && { options: { document: { require_matching_selfie: true } } }),
  });

/** The types of all events, of platform and connected accounts, in the order in which they happened. */
function eventTypes(): string[] {
  const database = new Database(dataDir);
  const rows = database.all<{ type: string }>("select document ->> '$.type' as type from event order by sequence");
  database.close();
  return rows.map(({ type }) => type);
}

const lists = ["currently_due", "eventually_due", "past_due", "pending_verification"] as const;

describe("a verified session about a person", () => {
  test("is their document: in one step it lands on the person and leaves the lists of both", async () => {
    const related = await createUnmatched();
    const entry = "individual.verification.document";
    const before = await mode.stripe.accounts.retrieve(related.account);
    expect(before.requirements).toMatchObject({ currently_due: [entry], errors: [{ requirement: entry }] });
    expect(before.individual?.verification?.status).toBe("unverified");

    const session = await startSession(related);
    expect(session.related_person).toEqual(related);
    const known = eventTypes().length;
    await mode.submit(session.id, "verified");
    const account = await mode.stripe.accounts.retrieve(related.account);
    expect(account.requirements).toMatchObject({ errors: [], disabled_reason: null });
    for (const list of lists) expect(account.requirements?.[list]).toEqual([]);
    for (const list of lists) expect(account.individual?.requirements?.[list]).toEqual([]);
    expect(account.individual?.verification).toMatchObject({ status: "verified", document: { front: null } });
    expect(account).toMatchObject({ charges_enabled: true, payouts_enabled: true });

    expect(eventTypes().slice(known)).toEqual([
      "identity.verification_session.processing",
      "identity.verification_session.verified",
      "person.updated",
      "capability.updated",
      "capability.updated",
      "account.updated",
    ]);
    const { event } = await mode.connect.until((received) => received.event.type === "account.updated");
    expect(event.account).toBe(related.account);
    await mode.receiver.until((received) => received.event.type === "identity.verification_session.verified");
    expect(mode.receiver.received.filter((received) => !received.event.type.startsWith("identity."))).toEqual([]);
    expect(mode.connect.received.filter((received) => received.event.type.startsWith("identity."))).toEqual([]);
  });

  test("lands when its attempt ends, and a failed one changes nothing", async () => {
    const related = await createUnmatched();
    const session = await startSession(related);
    const due = async () => (await mode.stripe.accounts.retrieve(related.account)).requirements?.currently_due;
    await mode.submit(session.id, "document_expired");
    expect(await due()).toEqual(["individual.verification.document"]);
    await mode.submit(session.id, "verified", { delaySeconds: 30 });
    expect(await due()).toEqual(["individual.verification.document"]);
    await mode.pass(30);
    expect(await due()).toEqual([]);
  });

  test("answers what was asked again, and lands by an override, too", async () => {
    const account = await mode.createEnabled();
    const entry = "individual.verification.document";
    const code = "verification_document_expired";
    const asked = await mode.play(account, "requirements", { entry, deadlineSeconds: 86_400, code });
    expect(asked.requirements?.currently_due).toEqual([entry]);
    const session = await startSession({ account, person: asked.individual?.id ?? "" });
    await mode.submit(session.id, "document_unverified_other");
    await mode.control("POST", `/verification_sessions/${session.id}/override`, { status: "verified" });
    expect((await mode.stripe.accounts.retrieve(account)).requirements).toMatchObject({
      currently_due: [],
      errors: [],
    });
  });

  test("is proof of liveness only with a selfie", async () => {
    const individual = {
      ...complete.individual,
      address: { line1: "address_full_match", postal_code: "048619", country: "SG" },
      full_name_aliases: [""],
    };
    const { ssn_last_4: _, ...singaporean } = individual;
    const { id: account } = await mode.create({
      ...complete,
      country: "SG",
      external_account: {
        object: "bank_account",
        country: "SG",
        currency: "sgd",
        routing_number: "1100-000",
        account_number: "000123456",
      },
      individual: singaporean,
    });
    await mode.finishChecks();
    const liveness = "individual.verification.proof_of_liveness";
    const person = (await mode.stripe.accounts.retrieve(account)).individual?.id ?? "";
    await mode.stripe.accounts.updatePerson(account, person, { nationality: "SG" });
    const { requirements } = await mode.stripe.accounts.retrieve(account);
    expect(requirements?.currently_due).toEqual([liveness]);
    const related = { account, person };

    await mode.submit((await startSession(related)).id, "verified");
    expect((await mode.stripe.accounts.retrieve(account)).requirements?.currently_due).toContain(liveness);
    await mode.submit((await startSession(related, true)).id, "verified");
    const proven = await mode.stripe.accounts.retrieve(account);
    for (const list of lists) expect(proven.requirements?.[list]).not.toContain(liveness);
    expect(proven.charges_enabled).toBe(true);
  });

  test("is no additional document, none of the company, and nothing about anybody else", async () => {
    const { id: account } = await mode.create({ business_type: "company" });
    const [ada, grace] = [
      await mode.stripe.accounts.createPerson(account, { first_name: "Ada", relationship: { representative: true } }),
      await mode.stripe.accounts.createPerson(account, { first_name: "Grace", relationship: { owner: true } }),
    ];
    const others = [
      `${ada.id}.verification.additional_document`,
      `${grace.id}.verification.document`,
      "company.verification.document",
    ];
    for (const entry of [...others, `${ada.id}.verification.document`]) {
      await mode.play(account, "requirements", { entry, code: "verification_document_expired" });
    }
    await mode.submit((await startSession({ account, person: ada.id }, true)).id, "verified");
    const { requirements } = await mode.stripe.accounts.retrieve(account);
    expect(requirements?.currently_due).toEqual(expect.arrayContaining(others));
    expect(requirements?.currently_due).not.toContain(`${ada.id}.verification.document`);
    expect((await mode.stripe.accounts.retrievePerson(account, grace.id)).verification?.status).toBe("unverified");
  });

  test("about somebody who is gone proves nothing", async () => {
    const { id: account } = await mode.create({ business_type: "company" });
    const { id: person } = await mode.stripe.accounts.createPerson(account, { first_name: "Ada" });
    const session = await startSession({ account, person });
    await mode.stripe.accounts.deletePerson(account, person);
    expect((await mode.submit(session.id, "verified")).status).toBe("verified");
    const left = await startSession({ account, person: (await mode.stripe.accounts.createPerson(account, {})).id });
    await mode.stripe.accounts.del(account);
    expect((await mode.submit(left.id, "verified")).status).toBe("verified");
  });
});

test("a session is about a person of the account that it names, or is refused", async () => {
  const [one, other] = [await createUnmatched(), await createUnmatched()];
  const refused = (related: { account: string; person: string }) => mode.refusal(startSession(related));
  expect(await refused({ ...one, account: "acct_nobody" })).toMatchObject({
    statusCode: 400,
    code: "resource_missing",
    param: "related_person[account]",
    message: "No such account: 'acct_nobody'",
  });
  expect(await refused({ ...one, person: other.person })).toMatchObject({
    statusCode: 400,
    code: "resource_missing",
    param: "related_person[person]",
    message: `No such person: '${other.person}'`,
  });
});
