import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode();
});
afterAll(() => mode.close());

type Flow = { id: string; active: boolean; static_link: string; options: unknown; return_url: string | null };

const createFlow = (parameters: Record<string, unknown> = {}) =>
  mode.control<Flow>("POST", "/verification_flows", parameters);
const changeFlow = ({ id }: Flow, changes: Record<string, unknown>) =>
  mode.control<Flow>("POST", `/verification_flows/${id}`, changes);
const create = (parameters: Stripe.Identity.VerificationSessionCreateParams) =>
  mode.stripe.identity.verificationSessions.create(parameters);

/** What somebody who follows the link gets: the status, and where to go. */
async function visit(link: string, method = "GET"): Promise<{ status: number; leadsTo: string | null }> {
  const response = await fetch(link, { redirect: "manual", method });
  await response.text();
  const location = response.headers.get("location");
  return { status: response.status, leadsTo: location && new URL(location).pathname };
}

const pathOf = ({ url }: Stripe.Identity.VerificationSession) => url && new URL(url).pathname;

const sessionsOf = async (reference: string) =>
  (
    await mode.stripe.identity.verificationSessions.list({
      client_reference_id: reference,
      expand: ["data.provided_details"],
    })
  ).data;

test("a flow gives its checks to the sessions made from it", async () => {
  const options = {
    document: { allowed_types: ["id_card"], require_matching_selfie: true },
    email: { require_verification: true },
    matching: { name: "similar", dob: "none" },
    phone: { require_verification: false },
  };
  const flow = await createFlow(options);
  expect(flow).toMatchObject({ id: expect.stringMatching(/^vf_\w{24}$/), active: true, options, return_url: null });
  expect(await create({ verification_flow: flow.id })).toMatchObject({
    type: "verification_flow",
    verification_flow: flow.id,
    options,
  });
});

test.each([
  [{ document: { allowed_types: ["library_card"] } }, "document.allowed_types must be"],
  [{ document: { require_magic: true } }, "Unknown property: document.require_magic"],
  [{ document: { require_matching_selfie: "yes" } }, "document.require_matching_selfie must be"],
  [{ email: { code: "1" } }, "Unknown property: email.code"],
  [{ email: null }, "email must be an object"],
  [{ matching: { name: "exact" } }, 'matching.name must be "none" or "similar"'],
  [{ matching: { address: "similar" } }, "Unknown property: matching.address"],
  [{ return_url: "back" }, "return_url must be"],
  [{ return_url: " https://example.com/back" }, "return_url must be"],
  [{ active: "no" }, "active must be true or false"],
  [{ name: "Onboarding" }, "Unknown property: name"],
])("a flow that is not understood is explained: %j", async (parameters, explanation) => {
  await expect(createFlow(parameters)).rejects.toThrow(explanation);
  await expect(changeFlow(await createFlow(), parameters)).rejects.toThrow(explanation);
});

test("an edit applies to sessions made afterwards", async () => {
  const flow = await createFlow({ document: { require_matching_selfie: true } });
  const before = await create({ verification_flow: flow.id });
  const changed = await changeFlow(flow, { document: {}, email: { require_verification: true } });
  expect(changed).toMatchObject({ id: flow.id, static_link: flow.static_link, active: true });
  const after = await create({ verification_flow: flow.id });
  expect(after.options).toEqual({ document: {}, email: { require_verification: true } });
  const { options } = await mode.stripe.identity.verificationSessions.retrieve(before.id);
  expect(options).toEqual({ document: { require_matching_selfie: true } });
  await expect(mode.control("POST", "/verification_flows/vf_nowhere", {})).rejects.toThrow("404");
  const { verification_flows: all } = await mode.control<{ verification_flows: Flow[] }>("GET", "/verification_flows");
  expect(all.find(({ id }) => id === flow.id)).toEqual(changed);
});

test("document options of a call lie over the flow's; the flow's other checks stay, and so does the type", async () => {
  const flow = await createFlow({ document: { require_matching_selfie: true }, email: { require_verification: true } });
  const session = await create({
    verification_flow: flow.id,
    options: { document: { allowed_types: ["passport"] } },
  });
  const options = {
    document: { allowed_types: ["passport"], require_matching_selfie: true },
    email: { require_verification: true },
  };
  expect(session.options).toEqual(options);
  const { verificationSessions } = mode.stripe.identity;
  expect((await verificationSessions.update(session.id, { metadata: { a: "b" } })).options).toEqual(options);
  expect(
    (await verificationSessions.update(session.id, { options: { document: { allowed_types: ["id_card"] } } })).options,
  ).toEqual({ ...options, document: { ...options.document, allowed_types: ["id_card"] } });
  expect(await mode.refusal(verificationSessions.update(session.id, { type: "document" }))).toMatchObject({
    statusCode: 400,
    param: "type",
  });
});

test("each visit of a static link makes a session the account never made, and an event", async () => {
  const flow = await createFlow({ document: { require_matching_selfie: true }, email: { require_verification: true } });
  const link = `${flow.static_link}?client_reference_id=walk-in&prefilled_email=walk%40demo.test`;
  const visits = [await visit(link), await visit(link)];
  const sessions = await sessionsOf("walk-in");
  expect(sessions).toHaveLength(2);
  for (const session of sessions) {
    expect(session).toMatchObject({
      status: "requires_input",
      type: "verification_flow",
      verification_flow: flow.id,
      metadata: {},
      provided_details: { email: "walk@demo.test" },
      options: { document: { require_matching_selfie: true }, email: { require_verification: true } },
    });
    expect(visits).toContainEqual({ status: 303, leadsTo: pathOf(session) });
    const { event } = await mode.receiver.until(
      (received) => "id" in received.event.data.object && received.event.data.object.id === session.id,
    );
    expect(event).toMatchObject({
      type: "identity.verification_session.created",
      request: { id: null, idempotency_key: null },
      data: { object: { client_reference_id: "walk-in" } },
    });
  }
  await mode.submit(sessions[0]?.id ?? "", "verified");
  const { data } = await mode.stripe.identity.verificationReports.list({ client_reference_id: "walk-in" });
  expect(data).toMatchObject([{ verification_flow: flow.id, email: { status: "verified", email: "walk@demo.test" } }]);
});

test("a link followed without a reference makes a session without one", async () => {
  const flow = await createFlow();
  const { leadsTo } = await visit(`${flow.static_link}?client_reference_id=&prefilled_email=`);
  const expand = ["data.provided_details"];
  const { data } = await mode.stripe.identity.verificationSessions.list({ limit: 1, expand });
  expect(data).toMatchObject([{ client_reference_id: null, provided_details: null }]);
  expect(data.map(pathOf)).toEqual([leadsTo]);
});

test("a link can be switched off and on; asking for its headers makes no session", async () => {
  const flow = await createFlow();
  const link = `${flow.static_link}?client_reference_id=switched`;
  await changeFlow(flow, { active: false });
  expect((await visit(link)).status).toBe(404);
  expect((await create({ verification_flow: flow.id })).status).toBe("requires_input");
  await changeFlow(flow, { active: true });
  await visit(link, "HEAD");
  expect(await sessionsOf("switched")).toEqual([]);
  expect((await visit(link)).status).toBe(303);
  expect(await sessionsOf("switched")).toHaveLength(1);
  expect((await visit(`${mode.url}/start-flow/nowhere`)).status).toBe(404);
});

test.each([
  [undefined, "https://flow.demo.test/back"],
  ["https://call.demo.test/back", "https://call.demo.test/back"],
])("return_url %s of the call, with one of the flow, leads to %s", async (returnUrl, expected) => {
  const flow = await createFlow({ return_url: "https://flow.demo.test/back" });
  const session = await create({ verification_flow: flow.id, ...(returnUrl && { return_url: returnUrl }) });
  const page = await fetch(session.url ?? "");
  // Browsers apply form-action to redirects, so the page must name where it will lead.
  expect(page.headers.get("content-security-policy")).toContain(new URL(expected).origin);
  await page.text();
});
