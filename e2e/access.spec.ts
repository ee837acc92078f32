import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pMap from "p-map";
import type pg from "pg";
import { sections } from "../app/(staff)/sections.ts";
import { isStaff, may, permissions } from "../lib/auth/permissions.ts";
import { brand } from "../lib/brand.ts";
import { readDeclaredActions } from "../testkit/declared-actions.ts";
import { cookieOf, signInPerson } from "../testkit/people.ts";
import { expect, type Role, roles, test } from "./support/fixtures.ts";
import { startSecondWeb } from "./support/second-web.ts";

/*
 * Every page, route handler and action, by every role and by nobody. The lists are held against the source and the
 * build: a new page, route or action that is missing from them fails the first test.
 */

type Caller = Role | "signed_out";
const callers: readonly Caller[] = [...roles, "signed_out"];
const everybody = callers;
const signedIn: readonly Caller[] = roles;
const staff: readonly Caller[] = ["support", "reviewer", "senior", "auditor", "admin"];

const operators: readonly Caller[] = ["developer", "admin"];
const eventReaders: readonly Caller[] = ["auditor", ...operators];

type Ids = { verificationId: string; eventId: string; accountId: string };

/**
 * Who is answered 200, or sent `onward` because they have nothing there. For anybody else the page does not exist, or nobody is
 * signed in.
 */
const pages: Record<string, { path: (ids: Ids) => string; for: readonly Caller[]; onward?: string }> = {
  "/": { path: () => "/", for: everybody },
  "/sign-in": { path: () => "/sign-in", for: everybody },
  "/sign-in/sent": { path: () => "/sign-in/sent", for: everybody },
  "/sign-in/confirm": { path: () => "/sign-in/confirm?token=none", for: everybody },
  "/verify": { path: () => "/verify", for: signedIn },
  "/verify/submitted": { path: () => "/verify/submitted", for: signedIn, onward: "/verify" },
  "/connect": { path: () => "/connect", for: signedIn },
  // Nobody here sells anything yet.
  "/connect/tasks/[task]": { path: () => "/connect/tasks/you", for: signedIn, onward: "/connect" },
  "/connect/people": { path: () => "/connect/people", for: signedIn, onward: "/connect?refused=not_started" },
  "/connect/people/[person]": {
    path: () => "/connect/people/new",
    for: signedIn,
    onward: "/connect?refused=not_started",
  },
  "/connect/change/[what]": {
    path: () => "/connect/change/name",
    for: signedIn,
    onward: "/connect?refused=not_started",
  },
  // Our own forms are in force.
  "/connect/onboarding": { path: () => "/connect/onboarding", for: signedIn, onward: "/connect" },
  "/connect/selfie": { path: () => "/connect/selfie", for: signedIn, onward: "/connect" },
  "/connect/selfie/submitted": { path: () => "/connect/selfie/submitted", for: signedIn, onward: "/connect/selfie" },
  "/connect/people/[person]/invite": {
    path: () => "/connect/people/person_none/invite",
    for: signedIn,
    onward: "/connect?refused=not_started",
  },
  "/invited": { path: () => "/invited?token=none", for: everybody },
  // Nobody here has opened a link; who has is in connect-invite.spec.ts.
  "/invited/tasks": { path: () => "/invited/tasks", for: everybody, onward: "/invited" },
  "/invited/tasks/[task]": { path: () => "/invited/tasks/you", for: everybody, onward: "/invited" },
  "/invited/selfie": { path: () => "/invited/selfie", for: everybody, onward: "/invited" },
  "/invited/selfie/submitted": { path: () => "/invited/selfie/submitted", for: everybody, onward: "/invited" },
  "/verifications": { path: () => "/verifications", for: staff },
  "/verifications/[id]": { path: ({ verificationId }) => `/verifications/${verificationId}`, for: staff },
  "/verifications/[id]/cancel": {
    path: ({ verificationId }) => `/verifications/${verificationId}/cancel`,
    for: ["reviewer", "senior"],
  },
  "/verifications/[id]/redact": {
    path: ({ verificationId }) => `/verifications/${verificationId}/redact`,
    for: ["senior"],
  },
  "/connect/accounts": { path: () => "/connect/accounts", for: [...staff, "developer"] },
  "/connect/accounts/ask": { path: ({ accountId }) => `/connect/accounts/ask?id=${accountId}`, for: ["senior"] },
  "/connect/accounts/[id]": { path: ({ accountId }) => `/connect/accounts/${accountId}`, for: [...staff, "developer"] },
  "/connect/accounts/[id]/ask": {
    path: ({ accountId }) => `/connect/accounts/${accountId}/ask`,
    for: ["reviewer", "senior"],
  },
  "/events": { path: () => "/events", for: eventReaders },
  "/events/[id]": { path: ({ eventId }) => `/events/${eventId}`, for: eventReaders },
  "/events/[id]/discard": { path: ({ eventId }) => `/events/${eventId}/discard`, for: operators },
  "/events/replay": { path: () => "/events/replay", for: operators },
  "/events/drift": { path: () => "/events/drift?target=vs_none", for: eventReaders },
  "/health": { path: () => "/health", for: operators },
  "/health/events": { path: () => "/health/events", for: operators },
};

const routes: Record<string, { path: string | ((ids: Ids) => string); for: readonly Caller[]; method?: "POST" }> = {
  "/api/auth/[...nextauth]": { path: "/api/auth/session", for: everybody },
  "/api/[[...unserved]]": { path: "/api/none", for: [] },
  "/api/health/live": { path: "/api/health/live", for: everybody },
  "/api/health/ready": { path: "/api/health/ready", for: everybody },
  // All callers here are on loopback, and no token is configured: lib/metrics/scrape.test.ts, and below.
  "/api/metrics": { path: "/api/metrics", for: everybody },
  // Only Stripe's signature opens it, whoever asks: lib/events/receive.db.test.ts.
  "/api/stripe/webhook": { path: "/api/stripe/webhook", for: [] },
  "/api/stripe/webhook/connect": { path: "/api/stripe/webhook/connect", for: [] },
  // Nobody gets 200, because no file comes with it; whose account it is for: lib/connect/uploads.db.test.ts.
  "/api/uploads/account-files": { path: "/api/uploads/account-files", method: "POST", for: [] },
  "/connect/selfie/submitted/status": { path: "/connect/selfie/submitted/status?since=0", for: signedIn },
  "/connect/status": { path: "/connect/status", for: signedIn },
  // Nobody here has opened a link: lib/connect/invitations.db.test.ts.
  "/invited/files": { path: "/invited/files", method: "POST", for: [] },
  "/invited/selfie/submitted/status": { path: "/invited/selfie/submitted/status?since=0", for: [] },
  "/verify/submitted/status": { path: "/verify/submitted/status?since=0", for: signedIn },
  "/verifications/[id]/reports": {
    path: ({ verificationId }) => `/verifications/${verificationId}/reports`,
    for: ["senior", "auditor"],
  },
  "/connect/accounts/export": {
    path: "/connect/accounts/export",
    method: "POST",
    for: ["reviewer", "senior", "auditor"],
  },
  "/verifications/export": { path: "/verifications/export", method: "POST", for: ["reviewer", "senior", "auditor"] },
};

/** An argument of an action: plain data, or the fields of a form. */
type Argument = { form: Record<string, string> } | null | object;

/**
 * How an action is called; whom it serves is what it declares. `says` is what its answer holds when it got as far as to look
 * at the case; the cases are chosen so that it changes nothing then. Others must find neither that nor `not yours`-like
 * hints, and change nothing.
 */
const actions: Record<string, { arguments: (ids: Ids) => Argument[]; says: RegExp | null }> = {
  "app/actions.ts signOutAction": { arguments: () => [], says: null },
  "app/(applicant)/sign-in/actions.ts requestLinkAction": {
    arguments: () => [{ failure: null, email: "" }, { form: { email: "no address", callbackUrl: "/" } }],
    says: /invalid_email/,
  },
  "app/(applicant)/sign-in/actions.ts requestDemoLinkAction": {
    arguments: () => [{ form: { email: "no address", callbackUrl: "/" } }],
    says: null,
  },
  "app/(staff)/actions.ts setThemeAction": {
    arguments: () => [{ form: { theme: "dark" } }],
    says: /theme=dark/,
  },
  "app/(staff)/actions.ts setShortcutsAction": {
    arguments: () => [{ form: { shortcuts: "off" } }],
    says: /shortcuts=off/,
  },
  // The account is no account at Stripe yet, so that nothing can be done with it.
  "app/(staff)/connect/accounts/[id]/actions.ts refreshAccountAction": {
    arguments: ({ accountId }) => [null, { form: { id: accountId } }],
    says: /not_started/,
  },
  "app/(staff)/connect/accounts/[id]/actions.ts askAgainAction": {
    arguments: ({ accountId }) => [null, { form: { id: accountId, line: "" } }],
    says: /not_started/,
  },
  "app/(staff)/connect/accounts/[id]/actions.ts takeBackAskAction": {
    arguments: ({ accountId }) => [null, { form: { id: accountId, askId: accountId } }],
    says: /not_there/,
  },
  "app/(staff)/connect/accounts/ask/actions.ts askSeveralAction": {
    arguments: ({ accountId }) => [null, { form: { ids: accountId } }],
    says: /not_started/,
  },
  "app/(staff)/connect/accounts/ask/actions.ts takeBackSeveralAction": {
    arguments: ({ accountId }) => [null, { form: { askIds: accountId } }],
    says: /"askIds":\[\]/,
  },
  "app/(staff)/connect/accounts/[id]/actions.ts revealPersonsAction": {
    arguments: ({ accountId }) => [null, { form: { id: accountId, reason: "document_check" } }],
    says: /payoutAccounts/,
  },
  "app/(staff)/connect/accounts/[id]/actions.ts stripePageAction": {
    arguments: ({ accountId }) => [null, { form: { id: accountId } }],
    says: /not_started/,
  },
  "app/(staff)/events/actions.ts replayAction": {
    arguments: () => [null, { form: { id: "evt_none" } }],
    says: /nothing_to_replay/,
  },
  "app/(staff)/events/actions.ts replayFilterAction": {
    arguments: () => [null, { form: { q: "evt_none" } }],
    says: /nothing_to_replay/,
  },
  "app/(staff)/events/actions.ts discardAction": {
    arguments: () => [null, { form: { id: "evt_none", reason: "test_data" } }],
    says: /wrong_outcome/,
  },
  "app/(staff)/events/actions.ts syncNowAction": {
    arguments: () => [null, { form: { target: "vs_none" } }],
    says: /done=synced/,
  },
  // The emulator's endpoint names what it should, so that nothing needs fixing.
  "app/(staff)/health/actions.ts fixEventsAction": {
    arguments: () => [null, { form: {} }],
    says: /nothing_to_fix/,
  },
  "app/(staff)/verifications/[id]/actions.ts refreshAction": {
    arguments: ({ verificationId }) => [null, { form: { id: verificationId } }],
    says: /"ok":true/,
  },
  "app/(staff)/verifications/[id]/actions.ts revealAction": {
    arguments: ({ verificationId }) => [null, { form: { id: verificationId, reason: "document_check" } }],
    says: /documentNumber/,
  },
  "app/(staff)/verifications/[id]/actions.ts cancelAction": {
    arguments: ({ verificationId }) => [null, { form: { id: verificationId } }],
    says: /not_open/,
  },
  "app/(staff)/verifications/[id]/actions.ts redactAction": {
    arguments: ({ verificationId }) => [
      null,
      { form: { id: verificationId, confirmation: `${brand.referencePrefix}1` } },
    ],
    says: /not_confirmed/,
  },
  "app/(applicant)/verify/actions.ts startAction": {
    arguments: () => [{ entry: "modal", agree: false }],
    says: /consent_missing/,
  },
  "app/(applicant)/verify/actions.ts startByFormAction": {
    arguments: () => [{ form: { agree: "no" } }],
    says: /consent_missing/,
  },
  "app/(applicant)/verify/actions.ts withoutFaceCheckAction": { arguments: () => [], says: null },
  "app/(applicant)/connect/actions.ts startAccountAction": {
    arguments: () => [{ form: { country: "nowhere" } }],
    says: /invalid_input/,
  },
  "app/(applicant)/connect/actions.ts answerTaskAction": {
    arguments: () => [null, { form: { task: "you" } }],
    says: /done=moved/,
  },
  "app/(applicant)/connect/documents/actions.ts attachDocumentAction": {
    arguments: () => [
      { form: { person: "", entry: "company.verification.document", files: "none", back: "/connect" } },
    ],
    says: /files_missing/,
  },
  "app/(applicant)/connect/documents/actions.ts removePageAction": {
    arguments: () => [{ form: { file: "none", back: "/connect" } }],
    says: /invalid_input/,
  },
  "app/(applicant)/connect/documents/actions.ts findSameFileAction": {
    arguments: () => [{ person: null, entry: "company.verification.document", part: "front", digest: "none" }],
    says: null,
  },
  "app/(applicant)/connect/actions.ts changeAnswersAction": {
    arguments: () => [null, { form: { what: "name" } }],
    says: /done=moved/,
  },
  "app/(applicant)/connect/actions.ts acceptTermsAction": {
    arguments: () => [{ form: { press: "none" } }],
    says: /invalid_input/,
  },
  "app/(applicant)/connect/actions.ts setBankAccountAction": {
    arguments: () => [{ press: "none", token: "none" }],
    says: /invalid_input/,
  },
  "app/(applicant)/connect/actions.ts openHostedPageAction": {
    arguments: () => [{ form: { kind: "none" } }],
    says: /invalid_input/,
  },
  "app/(applicant)/connect/people/actions.ts savePersonAction": {
    arguments: () => [null, { form: { first_name: "" } }],
    says: /not_started/,
  },
  "app/(applicant)/connect/people/actions.ts removePersonAction": {
    arguments: () => [{ form: { person: "none" } }],
    says: /invalid_input/,
  },
  "app/(applicant)/connect/people/actions.ts confirmPeopleAction": {
    arguments: () => [{ form: { press: "none" } }],
    says: /invalid_input/,
  },
  "app/(applicant)/connect/actions.ts openOnboardingAction": { arguments: () => [null], says: /not_answerable/ },
  "app/(applicant)/connect/selfie/actions.ts startSelfieAction": {
    arguments: () => [{ entry: "modal", agree: true }],
    says: /not_started/,
  },
  "app/(applicant)/connect/selfie/actions.ts startSelfieByFormAction": {
    arguments: () => [{ form: {} }],
    says: /not_started/,
  },
  "app/(applicant)/connect/people/actions.ts invitePersonAction": {
    arguments: () => [null, { form: { person: "none" } }],
    says: /not_started/,
  },
  // Whose account has not begun has no draft either.
  "app/(applicant)/connect/actions.ts saveDraftAction": {
    arguments: () => [{ task: "you", person: "individual", values: { first_name: "Juno" } }],
    says: null,
  },
  "app/(applicant)/connect/actions.ts discardDraftAction": {
    arguments: () => [{ form: { task: "none", person: "" } }],
    says: /invalid_input/,
  },
  "app/(applicant)/connect/people/actions.ts revokeInvitationAction": {
    arguments: () => [{ form: { person: "none" } }],
    says: /invalid_input/,
  },
  "app/(applicant)/invited/actions.ts openInvitationAction": {
    arguments: () => [{ form: { token: "none" } }],
    says: /link=unknown/,
  },
  // For nobody who signs in, whatever the role: the proof is a session of its own.
  "app/(applicant)/invited/actions.ts attachOwnDocumentAction": {
    arguments: () => [{ form: { person: "", entry: "verification.document", files: "none", back: "/invited/tasks" } }],
    says: /files_missing/,
  },
  "app/(applicant)/invited/actions.ts answerOwnTaskAction": {
    arguments: () => [null, { form: { task: "you" } }],
    says: /invited\/tasks/,
  },
  "app/(applicant)/invited/actions.ts startOwnSelfieAction": {
    arguments: () => [{ form: {} }],
    says: /invited\/selfie/,
  },
  "app/(applicant)/verify/actions.ts saveDetailsAction": {
    arguments: () => [{ form: { country: "nowhere" } }],
    says: /invalid_input/,
  },
};

const root = path.join(import.meta.dirname, "..");

const routesOf = (file: string) =>
  readdirSync(path.join(root, "app"), { recursive: true, encoding: "utf8" })
    .filter((name) => path.basename(name) === file)
    .map((name) => `/${path.dirname(name)}`.replace(/\/\([^)]+\)/g, "").replace(/^\/\.$/, "/") || "/")
    .sort();

/** Whom each action serves, by what it declares. */
async function servedByActions(): Promise<Map<string, readonly Caller[]>> {
  const servedBy = (declared: string | null): readonly Caller[] => {
    if (declared === "anyone") return everybody;
    if (declared === "signed-in") return signedIn;
    if (declared === "invited") return [];
    if (declared === "staff") return roles.filter(isStaff);
    const permission = permissions.find((known) => known === declared);
    return permission ? roles.filter((role) => may(role, permission)) : [];
  };
  const declared = await readDeclaredActions();
  return new Map(declared.map(({ file, name, permission }) => [`${file} ${name}`, servedBy(permission)]));
}

type ServerReference = { filename: string; exportedName: string };

/** Every action of the build, by its id. */
function actionsOfBuild(): Map<string, string> {
  const file = path.join(root, ".next", "server", "server-reference-manifest.json");
  // A cast, because Next writes this file; the first test fails when its shape is another.
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { node: Record<string, ServerReference> };
  return new Map(
    Object.entries(manifest.node).map(([id, { filename, exportedName }]) => [`${filename} ${exportedName}`, id]),
  );
}

/** The arguments as React sends them to a server action. */
function encode(args: Argument[]): FormData | string {
  if (!args.some((argument) => argument && "form" in argument)) return JSON.stringify(args);
  const body = new FormData();
  const placed = args.map((argument, index) => {
    if (!argument || !("form" in argument)) return argument;
    for (const [name, value] of Object.entries(argument.form)) body.append(`_${index + 1}_${name}`, value);
    return `$K${(index + 1).toString(16)}`;
  });
  body.append("0", JSON.stringify(placed));
  return body;
}

/** A seller who has begun, and of whom Stripe knows nothing. */
async function insertAccount(sql: pg.Pool): Promise<string> {
  const { userId } = await signInPerson(sql);
  const { rows } = await sql.query<{ id: string }>(
    "insert into connected_account (id, user_id, country) values (gen_random_uuid(), $1, 'US') returning id",
    [userId],
  );
  return rows[0]?.id ?? "";
}

/** A page that has the action. */
function pageOf(action: string, { verificationId, accountId }: Omit<Ids, "eventId">): string {
  if (action.includes("/connect/accounts/ask/")) return `/connect/accounts/ask?id=${accountId}`;
  if (action.includes("/connect/accounts/")) return `/connect/accounts/${accountId}`;
  if (action.includes("[id]")) return `/verifications/${verificationId}`;
  if (action.includes("/sign-in/") || action.startsWith("app/actions.ts")) return "/sign-in";
  if (action.includes("/events/") || action.startsWith("app/(staff)/actions.ts")) return "/events";
  if (action.includes("/invited/")) return "/invited";
  if (action.includes("/connect/")) return "/connect";
  return action.includes("/health/") ? "/health" : "/verify";
}

test("no page, route handler or action is missing from the lists", async () => {
  expect(Object.keys(pages).sort()).toEqual(routesOf("page.tsx"));
  expect(Object.keys(routes).sort()).toEqual(routesOf("route.ts"));
  expect(Object.keys(actions).sort()).toEqual([...actionsOfBuild().keys()].sort());
  expect(Object.keys(actions).sort()).toEqual([...(await servedByActions()).keys()].sort());
});

test("the menu names a section to exactly those whom its page serves", () => {
  for (const { href, permission } of sections) {
    expect(roles.filter((role) => may(role, permission)).sort(), href).toEqual([...(pages[href]?.for ?? [])].sort());
  }
});

for (const middleware of ["with", "without"] as const) {
  test(`${middleware} middleware, each page, route and action serves whom it is for and nobody else`, async ({
    stack,
    signIn,
    verifiedCase,
    browser,
    sql,
  }) => {
    test.setTimeout(180_000);
    const { verificationId, sessionId } = await verifiedCase("verified");
    const accountId = await insertAccount(sql);
    const events = await sql.query<{ id: string }>("select id from stripe_event where object_id = $1", [sessionId]);
    const other = middleware === "without" ? await startSecondWeb(stack, { withoutMiddleware: true }) : null;
    const origin = other?.url ?? stack.appUrl;
    const servedByAction = await servedByActions();
    const wrong: string[] = [];

    /** What must be the same after a call that serves nobody. */
    const footprint = async () => {
      const { rows } = await sql.query<Record<string, string>>(
        `select
        (select count(*) from audit_entry) as audit, (select count(*) from verification) as verifications,
        (select count(*) from consent) as consents, (select count(*) from "user") as people,
        (select string_agg(v::text, ',' order by id) from verification v where id = $1) as row`,
        [verificationId],
      );
      return rows[0] ?? {};
    };

    try {
      for (const caller of callers) {
        const context = await browser.newContext();
        const person = caller === "signed_out" ? null : await signIn(caller, context);
        await context.close();
        const headers = { ...cookieOf(person?.token), origin: stack.appUrl };
        const ids = { verificationId, accountId, eventId: events.rows[0]?.id ?? "evt_none" };
        const get = (url: string, method = "GET") => fetch(`${origin}${url}`, { method, headers, redirect: "manual" });

        const look = async ([name, page]: [string, (typeof pages)[string]]) => {
          const answer = await get(page.path(ids));
          await answer.arrayBuffer();
          const onward = page.onward !== undefined && answer.headers.get("location")?.endsWith(page.onward) === true;
          const served = answer.status === 200 || onward;
          if (served !== page.for.includes(caller)) wrong.push(`${caller} ${name}: ${answer.status}`);
          const sentToSignIn = answer.headers.get("location")?.includes("/sign-in") === true;
          if (!served && answer.status !== 404 && !sentToSignIn) wrong.push(`${caller} ${name}: ${answer.status}`);
        };
        await pMap(Object.entries(pages), look, { concurrency: 4 });
        for (const [name, route] of Object.entries(routes)) {
          const answer = await get(typeof route.path === "string" ? route.path : route.path(ids), route.method);
          const { status } = answer;
          // To its end: an export writes to the audit log when it is over, which would count against the next call.
          await answer.arrayBuffer();
          if ((status === 200) !== route.for.includes(caller)) wrong.push(`${caller} ${name}: ${status}`);
        }
        for (const [name, id] of actionsOfBuild()) {
          const action = actions[name];
          const served = servedByAction.get(name);
          // Signing out is tried in sign-in.spec.ts; here it would end the caller's session.
          if (!action || !served || name.endsWith("signOutAction")) continue;
          const before = await footprint();
          const body = encode(action.arguments(ids));
          const page = pageOf(name, ids);
          const answer = await fetch(`${origin}${page}`, {
            method: "POST",
            redirect: "manual",
            headers: {
              ...headers,
              // Without the middleware this process listens elsewhere; Next compares the origin with the host.
              "x-forwarded-host": new URL(stack.appUrl).host,
              "next-action": id,
              accept: "text/x-component",
              ...(typeof body === "string" ? { "content-type": "text/plain;charset=UTF-8" } : {}),
            },
            body,
          });
          const said = [
            await answer.text(),
            ...["location", "x-action-redirect", "set-cookie"].map((name) => answer.headers.get(name)),
          ].join(" ");
          const allowed = served.includes(caller);
          if (action.says && action.says.test(said) !== allowed) wrong.push(`${caller} ${name}: ${answer.status}`);
          if (allowed) continue;
          for (const [what, value] of Object.entries(await footprint())) {
            if (value !== before[what]) wrong.push(`${caller} ${name} changed ${what}: ${before[what]} to ${value}`);
          }
        }
      }
      expect(wrong).toEqual([]);
    } finally {
      await other?.stop();
    }
  });
}

test("what is no form, in a form's place, is refused by every action, and no failure", async ({
  stack,
  signIn,
  sql,
  verifiedCase,
}) => {
  const { verificationId } = await verifiedCase("verified");
  const ids = { verificationId, accountId: await insertAccount(sql) };
  const wrong: string[] = [];
  const bodies = ["[]", "[5]", "[null,5]", "[null,null]", '["text","text"]', "[[],[]]"];
  const calls = (["senior", "admin"] as const).flatMap((caller) =>
    [...actionsOfBuild()].flatMap(([name, id]) => bodies.map((body) => ({ caller, name, id, body }))),
  );
  const call = async ({ caller, name, id, body }: (typeof calls)[number]) => {
    const { token } = await signIn(caller);
    const answer = await fetch(`${stack.appUrl}${pageOf(name, ids)}`, {
      method: "POST",
      redirect: "manual",
      headers: {
        ...cookieOf(token),
        origin: stack.appUrl,
        "next-action": id,
        accept: "text/x-component",
        "content-type": "text/plain;charset=UTF-8",
      },
      body,
    });
    await answer.arrayBuffer();
    if (answer.status >= 500) wrong.push(`${caller} ${name} ${body}: ${answer.status}`);
  };
  await pMap(calls, call, { concurrency: 4 });
  expect(wrong).toEqual([]);
});

test("the metrics do not exist for whom a proxy passes on while no token is configured", async ({ stack }) => {
  const ask = (headers: Record<string, string>) => fetch(`${stack.appUrl}/api/metrics`, { headers });
  expect((await ask({})).status).toBe(200);
  expect((await ask({ "x-forwarded-for": "203.0.113.9" })).status).toBe(404);
});
