import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ConnectMode, complete, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

/** A picture of one pixel; `shade` makes it another one. */
const picture = (shade = 0) =>
  Buffer.concat([
    Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
      "base64",
    ),
    Buffer.from([shade]),
  ]);

async function upload(
  account: string,
  data = picture(),
  purpose: "identity_document" | "account_requirement" = "identity_document",
) {
  const file = { data, name: "document.png", type: "image/png" };
  return (await mode.stripe.files.create({ purpose, file }, { stripeAccount: account })).id;
}

const attach = (account: string, front: string, back?: string) =>
  mode.stripe.accounts.update(account, {
    individual: { verification: { document: { front, ...(back && { back }) } } },
  });

const mismatch = { ...complete, individual: { ...complete.individual, id_number: "111111111" } };
const entry = "individual.verification.document";

describe("an identity document", () => {
  test("uploaded to the account stands in for a number that does not match", async () => {
    const { id } = await mode.create(mismatch);
    await mode.finishChecks();
    const [front, back] = [await upload(id, picture(1)), await upload(id, picture(2))];
    const attached = await attach(id, front, back);
    expect(attached.requirements?.pending_verification).toContain(entry);
    expect(attached.individual?.verification).toMatchObject({
      status: "pending",
      document: { front, back, details_code: null },
    });
    await mode.finishChecks();
    const account = await mode.stripe.accounts.retrieve(id);
    expect(account).toMatchObject({ charges_enabled: true, individual: { verification: { status: "verified" } } });
    const expanded = await mode.stripe.accounts.retrieve(id, { expand: ["individual.verification.document.front"] });
    expect(expanded.individual?.verification?.document?.front).toMatchObject({ id: front, object: "file" });
  });

  test("is a file of the account, of its purpose, that was not used before", async () => {
    const [{ id }, { id: other }] = [await mode.create(mismatch), await mode.create(mismatch)];
    const front = await upload(other);
    const param = "individual[verification][document][front]";
    expect(await mode.refusal(attach(id, front))).toMatchObject({
      statusCode: 400,
      code: "resource_missing",
      param,
      message: `No such file upload: '${front}'`,
    });
    const wrong = await upload(id, picture(), "account_requirement");
    expect(await mode.refusal(attach(id, wrong))).toMatchObject({ statusCode: 400, param });

    await attach(other, front);
    // The same again changes nothing, so it uses nothing.
    await attach(other, front);
    const { id: person } = await mode.stripe.accounts
      .retrieve(other)
      .then(({ individual }) => individual ?? { id: "" });
    const again = mode.stripe.accounts.updatePerson(other, person, {
      verification: { additional_document: { front } },
    });
    expect(await mode.refusal(again)).toMatchObject({
      statusCode: 400,
      param: "verification[additional_document][front]",
      message: expect.stringContaining("was used before"),
    });
  });

  test("of the platform is no file of a connected account", async () => {
    const { id } = await mode.create(mismatch);
    const file = { data: picture(), name: "document.png", type: "image/png" };
    const { id: front } = await mode.stripe.files.create({ purpose: "identity_document", file });
    expect(await mode.refusal(attach(id, front))).toMatchObject({ statusCode: 400, code: "resource_missing" });
    expect(await mode.refusal(mode.stripe.files.retrieve(front, {}, { stripeAccount: id }))).toMatchObject({
      statusCode: 404,
    });
    const theirs = await upload(id);
    expect(await mode.refusal(mode.stripe.files.retrieve(theirs))).toMatchObject({ statusCode: 404 });
    expect((await mode.stripe.files.list({}, { stripeAccount: id })).data.map((one) => one.id)).toEqual([theirs]);
  });

  test("that is refused names its side, and nothing of the request is used up", async () => {
    const { id } = await mode.create(mismatch);
    const front = await upload(id);
    expect(await mode.refusal(attach(id, front, "file_none"))).toMatchObject({
      param: "individual[verification][document][back]",
    });
    expect((await attach(id, front)).individual?.verification?.document).toMatchObject({ front, back: null });
  });

  test("ends as a control said before it was attached", async () => {
    const { id } = await mode.create(mismatch);
    await mode.finishChecks();
    const [front, back] = [await upload(id, picture(5)), await upload(id, picture(6))];
    const code = "verification_document_failed_copy";
    await mode.control("POST", `/files/${back}/check`, { outcome: code, reason: "Not a copy, please." });
    expect((await attach(id, front, back)).requirements?.pending_verification).toContain(entry);
    await expect(mode.control("POST", `/files/${back}/check`, { outcome: "verified" })).rejects.toThrow("was used");
    await mode.finishChecks();
    const account = await mode.stripe.accounts.retrieve(id);
    expect(account.requirements).toMatchObject({
      pending_verification: [],
      errors: [{ requirement: entry, code, reason: "Not a copy, please." }],
    });
    expect(account.individual?.verification).toMatchObject({ document: { details_code: "document_failed_copy" } });
  });

  test("that failed by a control fails at once when it comes back under another id", async () => {
    const { id } = await mode.create(mismatch);
    await mode.finishChecks();
    await attach(id, await upload(id, picture(3)));
    const code = "verification_document_expired";
    const failed = await mode.play(id, "checks", { entry, outcome: code });
    expect(failed.requirements?.errors).toMatchObject([{ requirement: entry, code }]);
    expect(failed.individual?.verification).toMatchObject({
      status: "unverified",
      details_code: "failed_other",
      document: { details_code: "document_expired" },
    });
    const again = await attach(id, await upload(id, picture(3)));
    expect(again.requirements).toMatchObject({
      pending_verification: [],
      errors: [{ requirement: entry, code: "verification_document_failed_other" }],
    });
    const fresh = await attach(id, await upload(id, picture(4)));
    expect(fresh.requirements).toMatchObject({ pending_verification: [entry], errors: [] });
  });
});

test("a document of a company is one for additional verification", async () => {
  const { id } = await mode.create({ business_type: "company" });
  const file = { data: picture(), name: "letter.png", type: "image/png" };
  const { id: front } = await mode.stripe.files.create(
    { purpose: "additional_verification", file },
    { stripeAccount: id },
  );
  const account = await mode.stripe.accounts.update(id, { company: { verification: { document: { front } } } });
  expect(account.company?.verification?.document).toMatchObject({ front, back: null, details_code: null });
  expect(account.requirements?.pending_verification).toContain("company.verification.document");
});

test("documents of an account are files for its requirements, by any of their names", async () => {
  const { id } = await mode.create({ business_type: "company" });
  const { id: signer } = await mode.stripe.accounts.createPerson(id, { relationship: { executive: true } });
  const files = [await upload(id, picture(5), "account_requirement"), "file_relationship_document_success"];
  const proof = { proof_of_registration: { files, signer: { person: signer } } };
  const account = await mode.stripe.accounts.update(id, { documents: proof });
  expect(account).not.toHaveProperty("documents");
  expect(account.requirements?.pending_verification).toContain("documents.proof_of_registration.files");

  const bad = { company_license: { files: ["file_relationship_document_invalid"] } };
  await mode.stripe.accounts.update(id, { documents: bad });
  await mode.finishChecks();
  const { requirements } = await mode.stripe.accounts.retrieve(id);
  expect(requirements?.pending_verification).not.toContain("documents.proof_of_registration.files");
  expect(requirements?.errors).toMatchObject([
    { requirement: "documents.company_license.files", code: "verification_document_invalid" },
  ]);
  await mode.stripe.accounts.updatePerson(id, signer, {
    documents: { passport: { files: ["file_relationship_document_mismatch"] } },
  });
  await mode.finishChecks();
  const person = await mode.stripe.accounts.retrievePerson(id, signer);
  expect(person.requirements?.errors).toMatchObject([
    { requirement: "documents.passport.files", code: "verification_failed_document_match" },
  ]);
});
