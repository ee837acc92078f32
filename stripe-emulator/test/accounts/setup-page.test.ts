import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode({ businessName: "Example <& Co>" });
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

const returnUrl = "https://app.demo.test/connect/return?a=b";

/** The form that a new link leads to. */
async function open(account: string, params: object = {}) {
  const { url } = await mode.stripe.accountLinks.create({
    account,
    type: "account_onboarding",
    refresh_url: "https://app.demo.test/connect/refresh",
    return_url: returnUrl,
    ...params,
  });
  const { headers } = await fetch(url, { redirect: "manual" });
  return `${mode.url}${headers.get("location")}`;
}

async function press(url: string, action: string, entries: Record<string, string> = {}) {
  const fields = Object.entries(entries).map(([entry, value]) => [`entry:${entry}`, value]);
  const body = new URLSearchParams([...fields, ["action", action]]);
  const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
  return { status: answer.status, location: answer.headers.get("location"), text: await answer.text() };
}

const entriesOf = (page: string) => Array.from(page.matchAll(/name="entry:([^"]+)"/g), ([, entry]) => `${entry}`);
const retrieve = (id: string) => mode.stripe.accounts.retrieve(id);
const countries = ["AU", "BR", "DE", "FR", "GB", "JP", "SG", "US"];

describe("filling all with test values", () => {
  test.each(countries.flatMap((country) => [null, "individual", "company"].map((type) => ({ country, type }))))(
    "enables an account in $country, $type",
    async ({ country, type }) => {
      const { id } = await mode.create({ country, ...(type && { business_type: type }) });
      expect(await press(await open(id), "fill")).toMatchObject({ status: 303, location: returnUrl });
      await mode.finishChecks();
      const again = await retrieve(id);
      // What only a check brings is due after it.
      if (again.requirements?.currently_due?.length) await press(await open(id), "fill");
      await mode.finishChecks();
      expect(await retrieve(id)).toMatchObject({
        charges_enabled: true,
        payouts_enabled: true,
        requirements: { currently_due: [], errors: [], disabled_reason: null },
      });
    },
  );

  test("is told by events of the account that nobody's call caused", async () => {
    const { id } = await mode.create();
    await press(await open(id), "fill");
    const { event } = await mode.connect.until(({ event }) => event.type === "account.updated");
    expect(event).toMatchObject({ account: id, request: { id: null } });
  });

  test("gives again what a check or a review asks for again", async () => {
    const id = await mode.createEnabled();
    const document = "individual.verification.document";
    const review = "interv_1.business_model_verification.form";
    await mode.stripe.accounts.update(id, {
      individual: { verification: { document: { front: "file_identity_document_success" } } },
    });
    await mode.finishChecks();
    await mode.play(id, "checks", { entry: document, outcome: "verification_document_expired" });
    for (const entry of ["business_profile.url", review]) {
      await mode.play(id, "requirements", { entry, deadlineSeconds: 86_400 });
    }
    await mode.play(id, "requirements", { entry: "individual.phone", code: "invalid_phone_number" });
    const url = await open(id);
    expect(entriesOf(await (await fetch(url)).text())).toEqual(
      expect.arrayContaining([document, review, "individual.phone"]),
    );
    expect(await press(url, "fill")).toMatchObject({ location: returnUrl });
    const { requirements } = await retrieve(id);
    expect(requirements).toMatchObject({ currently_due: [], errors: [] });
    expect(requirements?.pending_verification).toEqual(expect.arrayContaining([document, review]));
    await mode.finishChecks();
    await mode.play(id, "requirements", { entry: review, state: "cleared" });
    expect((await retrieve(id)).requirements).toMatchObject({ pending_verification: [], disabled_reason: null });
  });
});

describe("the form of an account link", () => {
  test("lists what is due, or what will be, with the reasons of errors", async () => {
    const mismatch = { ...complete, individual: { ...complete.individual, id_number: "111111111" } };
    const { id } = await mode.create(mismatch);
    await mode.finishChecks();
    const { requirements } = await retrieve(id);
    const page = await (await fetch(await open(id))).text();
    expect(entriesOf(page)).toEqual(requirements?.currently_due);
    expect(page).toContain("The identity information you entered cannot be verified.");

    const { id: fresh, requirements: due } = await mode.create({ business_type: "individual" });
    const eventually = await open(fresh, { collection_options: { fields: "eventually_due" } });
    expect(entriesOf(await (await fetch(eventually)).text())).toEqual(due?.eventually_due);
    await mode.play(fresh, "requirements", { entry: "individual.nationality", future: true, deadlineSeconds: 86_400 });
    const future = { collection_options: { future_requirements: "include" } };
    expect(entriesOf(await (await fetch(await open(fresh, future))).text())).toContain("individual.nationality");
    expect(entriesOf(await (await fetch(await open(fresh))).text())).not.toContain("individual.nationality");
  });

  test("takes single values by the rules of the API, and keeps what it refuses in its fields", async () => {
    const { id } = await mode.create({ business_type: "individual" });
    const url = await open(id);
    const refused = await press(url, "send", {
      "individual.first_name": 'Ada "<b>',
      "individual.ssn_last_4": "12",
      "individual.dob.year": "1990",
    });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("Nothing was saved: Missing required param: individual[dob][day].");
    expect(refused.text).toContain('value="Ada &#34;&#60;b&#62;"');
    expect((await retrieve(id)).individual).toBeUndefined();

    const saved = await press(url, "send", { "individual.first_name": "Ada", "business_profile.mcc": "5734" });
    expect(saved).toMatchObject({ status: 303, location: expect.stringMatching(/\?saved=1$/) });
    const account = await retrieve(id);
    expect(account).toMatchObject({ individual: { first_name: "Ada" }, business_profile: { mcc: "5734" } });
    expect(await (await fetch(url)).text()).not.toContain("entry:individual.first_name");
  });

  test("takes nothing that is not asked, and nobody else's", async () => {
    const [one, other] = [
      await mode.create({ business_type: "company" }),
      await mode.create({ business_type: "company" }),
    ];
    const { id: person } = await mode.stripe.accounts.createPerson(other.id, { relationship: { owner: true } });
    const url = await open(one.id);
    await press(url, "send", { [`${person}.first_name`]: "Eve", email: "eve@demo.test", "metadata.a": "b" });
    expect(await retrieve(one.id)).toMatchObject({ email: null, metadata: {} });
    expect((await mode.stripe.accounts.retrievePerson(other.id, person)).first_name).toBeNull();
  });

  test("makes a person of whoever is typed in for a role that nobody holds", async () => {
    const { id } = await mode.create({ business_type: "company" });
    await press(await open(id), "send", {
      "representative.first_name": "Ada",
      "representative.last_name": "Example",
      "owners.first_name": "Grace",
    });
    const { data } = await mode.stripe.accounts.listPersons(id);
    expect(
      data.map(({ first_name, relationship }) => [first_name, relationship?.representative, relationship?.owner]),
    ).toEqual(
      expect.arrayContaining([
        ["Ada", true, false],
        ["Grace", false, true],
      ]),
    );
  });

  test("leads back at any time, and is no proof of anything", async () => {
    const { id } = await mode.create();
    expect(await press(await open(id), "leave")).toMatchObject({ status: 303, location: returnUrl });
    expect((await retrieve(id)).details_submitted).toBe(false);
    const nowhere = await press(await open(id, { return_url: undefined }), "leave");
    expect([nowhere.status, nowhere.text]).toEqual([200, expect.stringContaining("You can close this page.")]);
  });

  test("runs no script but its own, and leads nowhere but back", async () => {
    const { id } = await mode.create();
    const answer = await fetch(await open(id));
    const policy = answer.headers.get("content-security-policy");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("form-action 'self' https://app.demo.test;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("x-robots-tag")).toBe("noindex, nofollow");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const page = await answer.text();
    expect(page).not.toMatch(/<script(?! src=)|style=|onclick=/);
    expect(page).toContain("Example &#60;&#38; Co&#62; needs more information");
  });

  test("that nobody opened is not there", async () => {
    for (const path of ["/setup/form/nobody", "/setup/c/acct_1/nobody", "/setup/form", "/setup/"]) {
      expect((await fetch(`${mode.url}${path}`)).status).toBe(404);
    }
  });
});
