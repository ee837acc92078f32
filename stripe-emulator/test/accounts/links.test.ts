import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ConnectMode, startConnectMode } from "./connect-mode.ts";

let mode: ConnectMode;
beforeAll(async () => {
  mode = await startConnectMode();
});
beforeEach(() => mode.reset());
afterAll(() => mode.close());

const refresh_url = "https://app.demo.test/connect/refresh";
const return_url = "https://app.demo.test/connect/return?a=b";
const link = (account: string, params: object = {}) =>
  mode.stripe.accountLinks.create({ account, type: "account_onboarding", refresh_url, return_url, ...params });

/** Where a link leads, without going there. */
async function follow(url: string) {
  const { status, headers } = await fetch(url, { redirect: "manual" });
  return { status, location: headers.get("location") };
}

describe("an account link", () => {
  test("lives 300 seconds, on the emulator's host, of either type", async () => {
    const { id } = await mode.create();
    for (const type of ["account_onboarding", "account_update"]) {
      const made = await link(id, { type, collection_options: { fields: "eventually_due" } });
      expect(made).toMatchObject({ object: "account_link", expires_at: made.created + 300 });
      expect(made.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/setup/c/${id}/\\w{24}$`));
    }
  });

  test("opens once; used or expired it leads to refresh_url", async () => {
    const { id } = await mode.create();
    const { url } = await link(id);
    const opened = await follow(url);
    expect(opened).toMatchObject({ status: 303, location: expect.stringMatching(/^\/setup\/form\/\w{32}$/) });
    expect(await follow(url)).toEqual({ status: 303, location: refresh_url });
    expect((await fetch(`${mode.url}${opened.location}`)).status).toBe(200);
    expect((await fetch(`${mode.url}${opened.location}`)).status).toBe(200);

    const late = await link(id);
    await mode.pass(299);
    const soon = await link(id);
    await mode.pass(1);
    expect(await follow(late.url)).toEqual({ status: 303, location: refresh_url });
    expect((await follow(soon.url)).location).toMatch(/^\/setup\/form\//);
    await mode.pass(3600);
    expect(await follow(`${mode.url}${opened.location}`)).toEqual({ status: 303, location: refresh_url });
  });

  test("is not used up by who only asks for its head, and belongs to its account", async () => {
    const [{ id }, { id: other }] = [await mode.create(), await mode.create()];
    const { url } = await link(id);
    expect((await fetch(url, { method: "HEAD", redirect: "manual" })).status).toBe(405);
    expect((await follow(url.replace(id, other))).status).toBe(404);
    expect((await follow(url)).status).toBe(303);
    await mode.stripe.accounts.del(id);
    expect((await follow(url)).location).toBe(refresh_url);
  });

  test.each([
    [
      { account: "acct_nobody" },
      { code: "resource_missing", param: "account", message: "No such account: 'acct_nobody'" },
    ],
    [{ account: undefined }, { code: "parameter_missing", param: "account" }],
    [{ type: undefined }, { code: "parameter_missing", param: "type" }],
    [{ type: "account_login" }, { param: "type" }],
    [{ refresh_url: "nowhere" }, { code: "url_invalid", param: "refresh_url" }],
    [{ return_url: "javascript:alert(1)" }, { code: "url_invalid", param: "return_url" }],
    [{ collection_options: { fields: "past_due" } }, { param: "collection_options[fields]" }],
    [{ collection_options: { future_requirements: "yes" } }, { param: "collection_options[future_requirements]" }],
    [{ collect: "currently_due", collection_options: { fields: "currently_due" } }, { param: "collect" }],
    [{ nonsense: "1" }, { code: "parameter_unknown", param: "nonsense" }],
  ])("is refused with %j", async (params, refusal) => {
    const { id } = await mode.create();
    expect(await mode.refusal(link(id, params))).toMatchObject({ statusCode: 400, ...refusal });
  });

  test("is for platforms, not for a connected account itself", async () => {
    const { id } = await mode.create();
    const own = mode.stripe.accountLinks.create({ account: id, type: "account_onboarding" }, { stripeAccount: id });
    expect((await mode.refusal(own)).message).toBe(
      "You must have a client application set in order to make this request.",
    );
  });
});

describe("an account session", () => {
  const create = (account: string, components: object) => mode.stripe.accountSessions.create({ account, components });

  test("shows every component with its features, and those that were asked for enabled", async () => {
    const { id } = await mode.create();
    const session = await create(id, {
      account_onboarding: { enabled: true, features: { external_account_collection: false } },
      notification_banner: { enabled: true },
    });
    expect(session).toMatchObject({
      object: "account_session",
      account: id,
      livemode: false,
      client_secret: expect.stringMatching(/^accs_secret__\w{40}$/),
      components: {
        account_onboarding: {
          enabled: true,
          features: { external_account_collection: false, disable_stripe_user_authentication: true },
        },
        notification_banner: {
          enabled: true,
          features: { external_account_collection: true, disable_stripe_user_authentication: false },
        },
        payments: { enabled: false },
      },
    });
    expect(Object.keys(session.components)).toHaveLength(25);
    expect((await create(id, { documents: { enabled: true } })).client_secret).not.toBe(session.client_secret);
  });

  test.each([
    [{ account_onbording: { enabled: true } }, { code: "parameter_unknown", param: "components[account_onbording]" }],
    [
      { documents: { enabled: true, features: { magic: true } } },
      { code: "parameter_unknown", param: "components[documents][features][magic]" },
    ],
    [
      { account_onboarding: { enabled: true, features: { magic: true } } },
      { code: "parameter_unknown", param: "components[account_onboarding][features][magic]" },
    ],
    [
      { payouts: {}, account_onboarding: { features: {} } },
      { code: "parameter_missing", param: "components" },
    ],
    [
      { account_onboarding: { features: { external_account_collection: true } } },
      { code: "parameter_missing", param: "components[account_onboarding][enabled]" },
    ],
  ])("with the components %j is refused", async (components, refusal) => {
    const { id } = await mode.create();
    expect(await mode.refusal(create(id, components))).toMatchObject({ statusCode: 400, ...refusal });
  });

  test("of nobody is refused", async () => {
    const unknown = create("acct_nobody", { documents: { enabled: true } });
    expect(await mode.refusal(unknown)).toMatchObject({ code: "resource_missing", param: "account" });
  });
});
