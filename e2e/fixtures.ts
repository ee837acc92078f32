import { createHash, randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import pg from "pg";
import Stripe from "stripe";
import { type StackDescription, stackFile } from "./stack-description.ts";

export { expect };

/** The roles of the product; `signed_out` is nobody. */
export const roles = ["applicant", "support", "reviewer", "senior", "auditor", "developer", "admin"] as const;

/** One of the roles. */
export type Role = (typeof roles)[number];

/** Somebody who is signed in, made for one test. */
type Person = { userId: string; email: string; token: string };

/** A caught mail. */
export type Mail = { id: string; to: string[]; subject: string; text: string; html: string; createdAt: string };

const control = (emulatorUrl: string) => ({
  /** A test control of the emulator's; throws when it refuses. */
  async call(path: string, body?: object, method = "POST"): Promise<unknown> {
    const response = await fetch(`${emulatorUrl}/_control${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`the emulator answered ${response.status} to ${path}: ${await response.text()}`);
    return response.json();
  },
  /** What a person would do on the hosted page. */
  submit(verificationSessionId: string, outcome: string, extra: object = {}): Promise<unknown> {
    return this.call(`/verification_sessions/${verificationSessionId}/submit`, { outcome, ...extra });
  },
});

type Fixtures = {
  stack: StackDescription;
  sql: pg.Pool;
  stripe: Stripe;
  emulator: ReturnType<typeof control>;
  /** Signs somebody new in, by a row, as the mailed link would. */
  signIn: (role?: Role, context?: BrowserContext) => Promise<Person>;
  /** An applicant whose verification went through the emulator's `outcomes` and is synced. */
  verifiedCase: (...outcomes: string[]) => Promise<{ person: Person; verificationId: string; sessionId: string }>;
  mails: (to: string) => Promise<Mail[]>;
  /** Fails the test on a console error, a page error or a violated content security policy. */
  clean: undefined;
};

/** Playwright's test with the running product. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern.
  stack: async ({}, use) => {
    // A cast, because the start of the run wrote the file.
    await use(JSON.parse(readFileSync(stackFile, "utf8")) as StackDescription);
  },
  sql: async ({ stack }, use) => {
    const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
    await use(pool);
    await pool.end();
  },
  stripe: async ({ stack }, use) => {
    const { hostname, port } = new URL(stack.emulatorUrl);
    await use(new Stripe(stack.secretKey, { host: hostname, port, protocol: "http" }));
  },
  emulator: async ({ stack }, use) => use(control(stack.emulatorUrl)),
  signIn: async ({ sql, stack, context }, use) => {
    await use(async (role = "applicant", into = context) => {
      const email = `${role}.${randomUUID()}@demo.test`;
      const token = randomBytes(32).toString("hex");
      const { rows } = await sql.query<{ id: string }>(
        `insert into "user" (id, email, role) values (gen_random_uuid(), $1, $2::role) returning id`,
        [email, role],
      );
      const userId = rows[0]?.id ?? "";
      await sql.query(
        `insert into auth_session (id, session_token_hash, user_id, expires)
         values (gen_random_uuid(), $1, $2, now() + interval '1 hour')`,
        [createHash("sha256").update(token).digest("hex"), userId],
      );
      await into.addCookies([
        { name: "next-auth.session-token", value: token, url: stack.appUrl, httpOnly: true, sameSite: "Lax" },
      ]);
      return { userId, email, token };
    });
  },
  verifiedCase: async ({ browser, signIn, stack, sql, emulator }, use) => {
    await use(async (...outcomes) => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const person = await signIn("applicant", context);
      const page = await context.newPage();
      const session = async () => {
        const { rows } = await sql.query<{ id: string; session: string; attempts: number; status: string }>(
          "select id, current_session_id as session, attempts, status from verification where user_id = $1",
          [person.userId],
        );
        return rows[0] ?? { id: "", session: "", attempts: 0, status: "" };
      };
      await page.goto(`${stack.appUrl}/verify?step=consent`);
      await page.getByRole("button", { name: "I agree, start now" }).click();
      await expect.poll(async () => (await session()).session).toMatch(/^vs_/);
      const { id, session: sessionId } = await session();
      for (const [index, outcome] of outcomes.entries()) {
        await emulator.submit(sessionId, outcome);
        await expect.poll(async () => (await session()).attempts).toBe(index + 1);
      }
      await context.close();
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
  clean: [
    async ({ context }, use) => {
      const problems: string[] = [];
      const watch = (page: Page) => {
        page.on("console", (message) => {
          if (message.type() === "error") problems.push(message.text());
        });
        page.on("pageerror", (error) => problems.push(error.message));
      };
      context.on("page", watch);
      await context.addInitScript(() =>
        document.addEventListener("securitypolicyviolation", (event) =>
          // Chromium logs it as well; a line of ours does not depend on its wording.
          console.error(`securitypolicyviolation ${event.violatedDirective} ${event.blockedURI}`),
        ),
      );
      await use(undefined);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});
