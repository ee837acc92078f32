import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  type BrowserContext,
  test as base,
  type ConsoleMessage,
  expect,
  type Page,
  type WebError,
} from "@playwright/test";
import pg from "pg";
import type Stripe from "stripe";
import { type Emulator, emulatorAt, stripeAt } from "../../testkit/emulator.ts";
import { cookieOf, type Person, type Role, sessionCookie, signInPerson } from "../../testkit/people.ts";
import { type StackDescription, withTestStack } from "../../testkit/stack.ts";
import { sendForm } from "./send-form.ts";
import { type StripeScreen, stripeScreen } from "./stripe-screen.ts";

export { type Role, roles } from "../../testkit/people.ts";
export { expect };

/** A caught mail. */
export type Mail = { id: string; to: string[]; subject: string; text: string; html: string; createdAt: string };

/** Whether an address, or the place of an error, is within Stripe's own pages and scripts. */
const withinStripe = (place: string) => /https:\/\/([\w-]+\.)*stripe\.(com|network)\//.test(place);

/** What a worker of Playwright has for itself. */
type WorkerFixtures = {
  /** The running product. No other worker uses it, so a test may move the emulator's clock, order faults and end processes. */
  stack: StackDescription;
};

type Fixtures = {
  sql: pg.Pool;
  stripe: Stripe;
  emulator: Emulator;
  /** Stripe's screens on a page. */
  stripeScreen: (page: Page) => StripeScreen;
  /** Lets Stripe's checks come to an end: by the emulator's clock, while at Stripe itself time just passes. */
  letChecksEnd: () => Promise<void>;
  /** Signs somebody new in, by a row, as the mailed link would. */
  signIn: (role?: Role, context?: BrowserContext) => Promise<Person>;
  /** Waits until no sync of this session can run any more; dead letters stay. */
  syncsEnd: (sessionId: string) => Promise<void>;
  /** An applicant whose verification went through Stripe with `outcomes`; every event has come, every sync is over. */
  verifiedCase: (...outcomes: string[]) => Promise<{ person: Person; verificationId: string; sessionId: string }>;
  mails: (to: string) => Promise<Mail[]>;
  /** Skips what is tagged @emulator where Stripe itself answers. */
  emulatorOnly: undefined;
  /** Fails the test on a console error, a page error or a violated content security policy; not on those within Stripe. What the web logged stands beside a failure. */
  clean: undefined;
};

/** Playwright's test with the running product. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern.
    async ({}, use) => {
      const running = process.env.E2E_STACK;
      // A cast, because `describeStack` wrote the file.
      if (running) await use(JSON.parse(readFileSync(running, "utf8")) as StackDescription);
      else await withTestStack({ name: "e2e" }, use);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ stack }, use) => use(stack.appUrl),
  sql: async ({ stack }, use) => {
    const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
    await use(pool);
    await pool.end();
  },
  stripe: async ({ stack }, use) => {
    await use(stripeAt(stack.emulatorUrl, stack.secretKey));
  },
  emulator: async ({ stack }, use) => use(emulatorAt(stack.emulatorUrl)),
  stripeScreen: async ({ stack }, use) => use((page) => stripeScreen(page, stack.emulatorUrl)),
  letChecksEnd: async ({ stack, emulator }, use) => {
    await use(async () => {
      if (stack.emulatorUrl) await emulator.control("/clock", { advanceSeconds: 60 });
    });
  },
  signIn: async ({ sql, stack, context }, use) => {
    await use(async (role = "applicant", into = context) => {
      const person = await signInPerson(sql, role);
      await into.addCookies([
        { name: sessionCookie, value: person.token, url: stack.appUrl, httpOnly: true, sameSite: "Lax" },
      ]);
      return person;
    });
  },
  syncsEnd: async ({ sql }, use) => {
    await use(async (sessionId) => {
      const open = async () => {
        const { rowCount } = await sql.query(
          "select 1 from graphile_worker.jobs where key = $1 and (locked_at is not null or attempts < max_attempts)",
          [`syncVerificationSession:${sessionId}`],
        );
        return rowCount;
      };
      await expect.poll(open).toBe(0);
    });
  },
  verifiedCase: async ({ browser, playwright, stack, sql, emulator, stripe, stripeScreen, syncsEnd }, use) => {
    /** The types of the session's events that Stripe has and we do not. */
    const eventsToCome = async (sessionId: string) => {
      const { data } = await stripe.events.list({ type: "identity.verification_session.*", limit: 100 });
      const { rows } = await sql.query<{ id: string }>("select id from stripe_event where object_id = $1", [sessionId]);
      const come = new Set(rows.map(({ id }) => id));
      return data
        .filter(({ id, data }) => "id" in data.object && data.object.id === sessionId && !come.has(id))
        .map(({ type }) => type);
    };
    await use(async (...outcomes) => {
      const person = await signInPerson(sql, "applicant");
      const session = async () => {
        const { rows } = await sql.query<{ id: string; session: string; attempts: number; status: string }>(
          "select id, current_session_id as session, attempts, status from verification where user_id = $1",
          [person.userId],
        );
        return rows[0] ?? { id: "", session: "", attempts: 0, status: "" };
      };
      const request = await playwright.request.newContext({
        baseURL: stack.appUrl,
        extraHTTPHeaders: cookieOf(person.token),
      });
      await sendForm(request, "/verify?step=consent", 'name="agree"', { entry: "hosted" }, "/start/");
      await request.dispose();
      const { id, session: sessionId } = await session();
      const submitAtStripe = async (outcome: string) => {
        const { url } = await stripe.identity.verificationSessions.retrieve(sessionId);
        const page = await browser.newPage();
        await page.goto(url ?? "");
        await stripeScreen(page).submit(outcome);
        await page.close();
      };
      for (const [index, outcome] of outcomes.entries()) {
        await (stack.emulatorUrl ? emulator.submit(sessionId, outcome) : submitAtStripe(outcome));
        await expect.poll(async () => (await session()).attempts).toBe(index + 1);
      }
      // A sync that is still to come would write between what a test does and what it looks at.
      await expect.poll(() => eventsToCome(sessionId)).toEqual([]);
      await syncsEnd(sessionId);
      return { person, verificationId: id, sessionId };
    });
  },
  mails: async ({ stack }, use) => {
    await use(async (to) => {
      // A cast, because the contract of the mail catcher says so.
      const all = (await (await fetch(`${stack.mailUrl}/api/messages`)).json()) as Mail[];
      return all.filter((mail) => mail.to.includes(to));
    });
  },
  emulatorOnly: [
    async ({ stack }, use, info) => {
      info.skip(stack.emulatorUrl === null && info.tags.includes("@emulator"), "only the emulator can do this");
      await use(undefined);
    },
    { auto: true },
  ],
  clean: [
    async ({ context, stack }, use, info) => {
      const problems: string[] = [];
      const webLog = path.join(stack.logsDirectory, "web.log");
      const logged = () => readFile(webLog, "utf8").catch(() => "");
      const before = (await logged()).length;
      const heard = (message: ConsoleMessage) => {
        const { url } = message.location();
        // A test breaks the line; Chromium says so, whatever the page makes of it.
        if (message.text().includes("net::ERR_CONNECTION_RESET")) return;
        if (message.type() === "error" && !withinStripe(url)) problems.push(message.text());
      };
      const thrown = (uncaught: WebError) => {
        const { stack: place, message } = uncaught.error();
        if (!withinStripe(place ?? "")) problems.push(message);
      };
      context.on("console", heard).on("weberror", thrown);
      const listener = await context.addInitScript(() => {
        if (location.hostname.endsWith("stripe.com")) return;
        document.addEventListener("securitypolicyviolation", (event) =>
          // Chromium logs it as well; a line of ours does not depend on its wording.
          console.error(`securitypolicyviolation ${event.violatedDirective} ${event.blockedURI}`),
        );
      });
      await use(undefined);
      context.off("console", heard).off("weberror", thrown);
      await listener.dispose();
      if (problems.length > 0 || info.status !== info.expectedStatus) {
        const said = (await logged())
          .slice(before)
          .split("\n")
          .filter((line) => line.includes('"level":50'));
        await info.attach("errors that the web logged", { body: said.join("\n"), contentType: "text/plain" });
      }
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});
