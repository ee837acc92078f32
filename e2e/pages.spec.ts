import type { APIResponse, Page } from "@playwright/test";
import { iconNames } from "../app/_ui/icon-set.ts";
import { derivedStatuses } from "../lib/verification/schema.ts";
import { cookieOf, sessionCookie, signInPerson } from "../testkit/people.ts";
import { violationsInBothSchemes } from "./support/accessible.ts";
import { test as base, expect, type Role, roles } from "./support/fixtures.ts";
import { askPerson, linkTo, namePeople, openLink, sendLink, someAddress } from "./support/invited.ts";
import { fillDetails, startSelling } from "./support/seller.ts";

/*
 * What holds for every page: no violated content security policy and no console error (fixtures.ts, `clean`), nothing
 * that axe finds in light and dark, no sideways scroll on the smallest phone, and none of our words from right to left.
 */

type Ids = {
  verificationId: string;
  failedId: string;
  sessionId: string;
  eventId: string;
  deadLetterId: string;
  accountId: string;
};

/** Who looks: a role, nobody, an applicant whose verification has come to a certain point, or somebody whom a seller invited. */
type Viewer =
  | Role
  | "nobody"
  | "verified"
  | "failed"
  | "used up"
  | "checking"
  | "without face check"
  | "seller"
  | "seller in person"
  | "seller in Japan"
  | "invited"
  | Planted;

/** Where a verification may stand that takes long to bring there; its row says so without Stripe. */
const planted = {
  "in progress": "status = 'in_progress'",
  "in review": "status = 'in_review'",
  declined: "status = 'declined'",
  "too young": "status = 'closed', failure_code = 'under_supported_age'",
  "being deleted": "redaction_requested_at = now()",
} as const;
type Planted = keyof typeof planted;

/** Holds the proof of somebody invited (lib/auth/invited.ts). */
const invitedCookie = "invited-session";

const pages: { name: string; role: Viewer; path: (ids: Ids) => string }[] = [
  { name: "landing", role: "nobody", path: () => "/" },
  { name: "landing, signed in", role: "applicant", path: () => "/" },
  { name: "landing, staff", role: "reviewer", path: () => "/" },
  { name: "sign-in", role: "nobody", path: () => "/sign-in" },
  { name: "sign-in after a dead link", role: "nobody", path: () => "/sign-in?error=Verification" },
  { name: "link sent", role: "nobody", path: () => "/sign-in/sent" },
  { name: "dead link", role: "nobody", path: () => "/sign-in/confirm?token=none" },
  { name: "dead link of somebody invited", role: "nobody", path: () => "/invited?token=none" },
  { name: "somebody invited, whose time is over", role: "nobody", path: () => "/invited" },
  { name: "somebody invited, tasks", role: "invited", path: () => "/invited/tasks" },
  { name: "somebody invited, ID document", role: "invited", path: () => "/invited/tasks/id" },
  { name: "somebody invited, short selfie", role: "invited", path: () => "/invited/tasks/live" },
  { name: "somebody invited, selfie", role: "invited", path: () => "/invited/selfie" },
  { name: "prepare", role: "applicant", path: () => "/verify" },
  { name: "details", role: "applicant", path: () => "/verify?step=details" },
  { name: "consent", role: "applicant", path: () => "/verify?step=consent" },
  { name: "closed modal", role: "applicant", path: () => "/verify?ended=session_cancelled" },
  { name: "camera blocked", role: "applicant", path: () => "/verify?ended=device_unsupported" },
  { name: "verified", role: "verified", path: () => "/verify" },
  { name: "failed", role: "failed", path: () => "/verify" },
  { name: "attempts used up", role: "used up", path: () => "/verify" },
  { name: "checking", role: "checking", path: () => "/verify" },
  { name: "submitted", role: "checking", path: () => "/verify/submitted" },
  { name: "manual review", role: "without face check", path: () => "/verify" },
  { name: "begun and left", role: "in progress", path: () => "/verify" },
  { name: "in review", role: "in review", path: () => "/verify" },
  { name: "declined", role: "declined", path: () => "/verify" },
  { name: "not for minors", role: "too young", path: () => "/verify" },
  { name: "being deleted", role: "being deleted", path: () => "/verify" },
  { name: "new seller", role: "applicant", path: () => "/connect" },
  { name: "seller, overview", role: "seller", path: () => "/connect" },
  { name: "seller, company", role: "seller", path: () => "/connect/tasks/company" },
  { name: "seller, shop", role: "seller", path: () => "/connect/tasks/shop" },
  { name: "seller, bank account", role: "seller", path: () => "/connect/tasks/bank" },
  { name: "seller, people", role: "seller", path: () => "/connect/people" },
  { name: "seller, new person", role: "seller", path: () => "/connect/people/new" },
  { name: "seller, change", role: "seller", path: () => "/connect/change/tax" },
  { name: "seller in Japan, details", role: "seller in Japan", path: () => "/connect/tasks/you?person=individual" },
  { name: "seller in Japan, bank account", role: "seller in Japan", path: () => "/connect/tasks/bank" },
  { name: "seller, ID document", role: "seller in person", path: () => "/connect/tasks/id?person=individual" },
  {
    name: "seller, files of a document",
    role: "seller in person",
    path: () => "/connect/tasks/id?person=individual&document=driving_licence",
  },
  {
    name: "seller, none of the documents",
    role: "seller in person",
    path: () => "/connect/tasks/id?person=individual&document=none",
  },
  { name: "seller, selfie instead", role: "seller in person", path: () => "/connect/selfie?ended=session_cancelled" },
  { name: "queue", role: "reviewer", path: () => "/verifications" },
  { name: "queue, masked", role: "support", path: () => "/verifications" },
  { name: "queue, nothing found", role: "reviewer", path: () => "/verifications?q=nobody-has-this" },
  { name: "case, verified", role: "senior", path: ({ verificationId }) => `/verifications/${verificationId}` },
  { name: "case, failed", role: "reviewer", path: ({ failedId }) => `/verifications/${failedId}` },
  { name: "case, masked", role: "support", path: ({ failedId }) => `/verifications/${failedId}` },
  { name: "cancel", role: "reviewer", path: ({ failedId }) => `/verifications/${failedId}/cancel` },
  { name: "redact", role: "senior", path: ({ failedId }) => `/verifications/${failedId}/redact` },
  { name: "accounts", role: "reviewer", path: () => "/connect/accounts" },
  { name: "accounts, counts only", role: "developer", path: () => "/connect/accounts" },
  {
    name: "accounts, asking several",
    role: "senior",
    path: ({ accountId }) => `/connect/accounts/ask?id=${accountId}`,
  },
  { name: "accounts to choose from", role: "senior", path: () => "/connect/accounts" },
  { name: "account", role: "reviewer", path: ({ accountId }) => `/connect/accounts/${accountId}` },
  { name: "account, asking again", role: "senior", path: ({ accountId }) => `/connect/accounts/${accountId}/ask` },
  { name: "account, without names", role: "developer", path: ({ accountId }) => `/connect/accounts/${accountId}` },
  { name: "accounts, nothing found", role: "support", path: () => "/connect/accounts?q=acct_none" },
  { name: "events", role: "developer", path: () => "/events" },
  { name: "events, dead letters", role: "admin", path: () => "/events?outcome=failed" },
  { name: "events, nothing found", role: "developer", path: () => "/events?q=evt_none" },
  { name: "event", role: "admin", path: ({ eventId }) => `/events/${eventId}` },
  { name: "event, dead letter", role: "developer", path: ({ deadLetterId }) => `/events/${deadLetterId}` },
  { name: "discard", role: "developer", path: ({ deadLetterId }) => `/events/${deadLetterId}/discard` },
  { name: "replay", role: "developer", path: () => "/events/replay?outcome=failed" },
  { name: "drift", role: "developer", path: ({ sessionId }) => `/events/drift?target=${sessionId}` },
  { name: "health", role: "developer", path: () => "/health" },
  { name: "health, nothing to fix", role: "admin", path: () => "/health/events" },
];

/** What the pages show. */
type Cases = { ids: Ids; tokens: Partial<Record<Viewer, string>> };

/** Made by the first test of a worker that asks, because it takes a while; a worker has one database for all its tests. */
let made: Promise<Cases> | undefined;

const test = base.extend<{ cases: Cases }, { tab: Page }>({
  // One for all pages, as in a browser: a new one reads every script anew, which is half of what a look at a page costs.
  tab: [
    async ({ browser, stack }, use) => {
      const context = await browser.newContext({ baseURL: stack.appUrl });
      await use(await context.newPage());
      await context.close();
    },
    { scope: "worker" },
  ],
  context: async ({ tab }, use) => {
    await tab.context().clearCookies();
    await use(tab.context());
  },
  page: ({ tab }, use) => use(tab),
  cases: async ({ browser, baseURL, emulator, mails, signIn, sql, verifiedCase }, use) => {
    const make = async (): Promise<Cases> => {
      const verified = await verifiedCase("verified");
      const failed = await verifiedCase("selfie_face_mismatch");
      const usedUp = await verifiedCase("document_expired", "document_expired", "document_expired");
      const checking = await verifiedCase();
      await emulator.submit(checking.sessionId, "verified", { delaySeconds: 86_400 });
      const context = await browser.newContext({ ...(baseURL && { baseURL }) });
      const without = await signIn("applicant", context);
      const page = await context.newPage();
      await page.goto("/verify?step=consent");
      await page.getByRole("button", { name: "Verify without face check" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("You chose no face check");
      const seller = await signIn("applicant", context);
      await namePeople(page);
      await askPerson({ emulator, sql }, seller.userId, ["document", "proof_of_liveness"]);
      const email = someAddress();
      await sendLink(page, "Theo Samplewood", email);
      const invited = await openLink(browser, await linkTo(mails, email));
      const [proof] = await invited.context().cookies();
      await invited.context().close();
      const inPerson = await signIn("applicant", context);
      await startSelling(page);
      await page.getByRole("link", { name: /^Your details/ }).click();
      await fillDetails(page, "1111");
      await page.getByRole("button", { name: "Send to Stripe" }).click();
      await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
      const inJapan = await signIn("applicant", context);
      await startSelling(page, { country: "JP" });
      await context.close();
      const accounts = await sql.query<{ id: string }>("select id from connected_account where user_id = $1", [
        seller.userId,
      ]);

      const { verificationId: failedId, sessionId } = failed;
      const events = await sql.query<{ id: string }>("select id from stripe_event where object_id = $1", [sessionId]);
      const deadLetterId = "evt_deadletter";
      await sql.query(
        `insert into stripe_event (id, type, object_id, livemode, outcome, failure_code, created_at, received_at)
         values ($1, 'identity.verification_session.verified', 'vs_elsewhere', false, 'failed', 'stripe_refused', now(), now())`,
        [deadLetterId],
      );
      await sql.query(`insert into failed_try
          (verification_session_id, attempt, code, stripe_status, duration_ms, gave_up, failed_at)
        select 'vs_elsewhere', n, 'stripe_refused', 400, 80 * n, n = 10, now() from generate_series(1, 10) as n`);
      await sql.query(`insert into mended_drift (verification_session_id, kind, field, held, found, mended_at)
        select 'vs_1QElsewhereAndLong' || n, 'unanswered', 'lastErrorCode', 'document_unverified_other', 'selfie_face_mismatch',
          now() from generate_series(1, 8) as n`);
      const tokens: Cases["tokens"] = {};
      for (const [name, columns] of Object.entries(planted)) {
        const person = await signInPerson(sql, "applicant");
        const { rows } = await sql.query<{ id: string }>(
          "insert into verification (id, user_id, max_attempts) values (gen_random_uuid(), $1, 3) returning id",
          [person.userId],
        );
        await sql.query(`update verification set ${columns} where id = $1`, [rows[0]?.id]);
        // A cast, because `Object.entries` forgets which keys there are.
        tokens[name as Planted] = person.token;
      }
      return {
        ids: {
          verificationId: verified.verificationId,
          failedId,
          sessionId,
          eventId: events.rows[0]?.id ?? "",
          deadLetterId,
          accountId: accounts.rows[0]?.id ?? "",
        },
        tokens: {
          ...tokens,
          verified: verified.person.token,
          failed: failed.person.token,
          "used up": usedUp.person.token,
          checking: checking.person.token,
          "without face check": without.token,
          seller: seller.token,
          invited: proof?.value ?? "",
          "seller in person": inPerson.token,
          "seller in Japan": inJapan.token,
        },
      };
    };
    made ??= make();
    await use(await made);
  },
});

/** What axe finds on a page in light and in dark. */
async function expectAccessible(page: Page, address: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(address);
  expect.soft(await violationsInBothSchemes(page)).toEqual([]);
}

/** A document has one title from the first byte on, without script too, in its head; it ends with the company's name. */
async function expectOneTitle(answer: APIResponse, title: RegExp): Promise<void> {
  const html = await answer.text();
  expect.soft(html.match(/<title\b.*?<\/title>/g)).toEqual([expect.stringMatching(title)]);
  expect.soft(html.indexOf("</title>")).toBeLessThan(html.indexOf("</head>"));
}

async function expectToFitSmallPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const direction of ["ltr", "rtl"]) {
    await page.evaluate((dir) => document.documentElement.setAttribute("dir", dir), direction);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(sideways, direction).toBeLessThanOrEqual(0);
  }
}

// Each page may be looked at by any worker.
test.describe.configure({ mode: "parallel" });

for (const { name: what, role, path } of pages) {
  test(`${what}: clean, titled, accessible in light and dark, and fits a small phone in both directions`, async ({
    page,
    signIn,
    cases,
    context,
    stack,
  }) => {
    const token = cases.tokens[role];
    const name = role === "invited" ? invitedCookie : sessionCookie;
    if (token) await context.addCookies([{ name, value: token, url: stack.appUrl }]);
    const known = roles.find((each) => each === role);
    if (known) await signIn(known);
    await expectOneTitle(await page.request.get(path(cases.ids)), / · Northwind<\/title>$/);
    await expectAccessible(page, path(cases.ids));
    await expect.soft(page.locator("head > title")).toHaveCount(1);
    await expectToFitSmallPhone(page);
  });
}

test("pages that say what went wrong are accessible in light and dark, and fit a small phone", async ({
  browser,
  cases,
  signIn,
  sql,
  stack,
}) => {
  // Of its own, because the browser reports the status of such a page as an error of its own.
  const context = await browser.newContext({ baseURL: stack.appUrl });
  const page = await context.newPage();
  await signIn("applicant", context);
  await expectAccessible(page, "/nothing-here");
  await expectToFitSmallPhone(page);
  await sql.query("alter table declared_details rename to declared_details_away");
  try {
    for (const [role, path] of [
      ["applicant", "/verify"],
      ["senior", `/verifications/${cases.ids.verificationId}`],
    ] as const) {
      await signIn(role, context);
      await expectAccessible(page, path);
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
      await expectToFitSmallPhone(page);
    }
  } finally {
    await sql.query("alter table declared_details_away rename to declared_details");
    await context.close();
  }
});

test("a page that is not there says so in our own words, in its title first", async ({ page, stack, signIn }) => {
  for (const [role, path] of [
    ["applicant", "/connect/tasks/none"],
    ["reviewer", "/verifications/00000000-0000-4000-8000-000000000000"],
    ["reviewer", "/nothing-here"],
  ] as const) {
    await signIn(role);
    const answer = await page.request.get(`${stack.appUrl}${path}`);
    expect(answer.status()).toBe(404);
    await expectOneTitle(answer, /^<title>There is nothing here · Northwind</);
  }
});

test("a careful site's headers stand on every page", async ({ request, stack }) => {
  const headers = (await request.get(`${stack.appUrl}/sign-in`)).headers();
  expect(headers["content-security-policy"]).not.toContain("unsafe-inline");
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": expect.stringMatching(/no-store.*no-transform/),
  });
  expect(headers["x-powered-by"]).toBeUndefined();
});

test("a full page of the queue stays light, and each of its rows is sent once as markup", async ({
  request,
  stack,
  signIn,
  sql,
}) => {
  await sql.query(
    `with person as (
       insert into "user" (id, email) select gen_random_uuid(), 'weight.' || gen_random_uuid() || '@demo.test'
       from generate_series(1, 25) returning id)
     insert into verification (id, user_id, status, failure_code, attempts, max_attempts, document_type, document_country)
     select gen_random_uuid(), id, 'action_needed', 'document_unverified_other', 1, 3, 'driving_license', 'IS' from person`,
  );
  const { token } = await signIn("reviewer");
  const answer = await request.get(`${stack.appUrl}/verifications`, {
    headers: cookieOf(token),
  });
  const html = await answer.text();
  expect(html.match(/<tr>/g)).toHaveLength(26);
  expect(html.match(/row-link/g)).toHaveLength(25);
  // It was 174 KB when React sent every row twice.
  expect(Buffer.byteLength(html)).toBeLessThan(62_000);
});

test("the stylesheet holds a drawing, which this browser can read, of every icon and every status", async ({
  page,
  signIn,
}) => {
  await signIn("reviewer");
  await page.goto("/verifications");
  const names = [...iconNames.map((name) => `icon-${name}`), ...derivedStatuses.map((status) => `status-${status}`)];
  const blank = await page.evaluate(async (all) => {
    const read = all.map(async (name) => {
      const element = document.createElement("span");
      element.className = `icon ${name}`;
      document.body.append(element);
      const image = new Image();
      image.src = /^url\("(.*)"\)$/.exec(getComputedStyle(element).maskImage)?.[1]?.replaceAll("\\", "") ?? "";
      await image.decode().catch(() => null);
      return image.naturalWidth > 0 ? [] : [name];
    });
    return (await Promise.all(read)).flat();
  }, names);
  expect(blank).toEqual([]);
});

test("a full page of events stays light, and each of its rows is sent once as markup", async ({
  request,
  stack,
  signIn,
  sql,
}) => {
  await sql.query(
    `insert into stripe_event (id, type, object_id, livemode, outcome, created_at, received_at)
     select 'evt_weight_' || gen_random_uuid(), 'identity.verification_session.requires_input', 'vs_weight', false, 'processed', now(), now()
     from generate_series(1, 25)`,
  );
  const { token } = await signIn("developer");
  const answer = await request.get(`${stack.appUrl}/events?q=vs_weight`, {
    headers: cookieOf(token),
  });
  const html = await answer.text();
  expect(html.match(/row-link/g)).toHaveLength(25);
  // It was 141 KB when React sent every row twice.
  expect(Buffer.byteLength(html)).toBeLessThan(85_000);
});

test("the longest date of a list is shown whole", async ({ page, signIn, sql }) => {
  // Days and minutes of this year and days of the last, of every month: names of months differ in length.
  const moments = `select make_timestamptz(date_part('year', now())::int - n / 12, n % 12 + 1, 28, 20, 44, 38, 'UTC') as moment, n
    from generate_series(0, 23) as n`;
  await sql.query(
    `with moment as (${moments}), person as (
       insert into "user" (id, email) select gen_random_uuid(), 'dates.' || gen_random_uuid() || '@demo.test' from moment returning id)
     insert into verification (id, user_id, status, attempts, max_attempts, document_type, document_country, created_at, status_changed_at)
     select gen_random_uuid(), id, 'closed', 1, 3, 'driving_license', 'MT', moment, now() - interval '23 hours 59 minutes'
     from (select id, row_number() over () - 1 as n from person) as person join moment using (n)`,
  );
  await sql.query(
    `with moment as (${moments})
     insert into stripe_event (id, type, object_id, livemode, outcome, created_at, received_at)
     select 'evt_dates_' || gen_random_uuid(), 'identity.verification_session.created', 'vs_dates', false, 'processed', moment, moment from moment`,
  );
  await signIn("admin");
  for (const { path, cells } of [
    { path: "/verifications?country=MT", cells: "td:nth-child(7), td:nth-child(8)" },
    { path: "/events?q=vs_dates", cells: "td.col-event-received" },
  ]) {
    await page.goto(path);
    for (const width of [1280, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      await expect(page.getByText("28 Sept 20:44").first()).toBeVisible();
      const cut = await page.locator(cells).evaluateAll((all) =>
        all
          .filter((cell) => {
            // To a fraction of a pixel, which is enough for an ellipsis; `scrollWidth` is rounded.
            const text = document.createRange();
            text.selectNodeContents(cell);
            const { width, paddingLeft, paddingRight } = getComputedStyle(cell);
            const room = Number.parseFloat(width) - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
            return text.getBoundingClientRect().width > room || cell.scrollWidth > cell.clientWidth;
          })
          .map((cell) => cell.textContent),
      );
      expect.soft(cut, `${path} at ${width}`).toEqual([]);
    }
  }
});
