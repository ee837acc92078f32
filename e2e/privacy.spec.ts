import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./support/fixtures.ts";

/** Values that are nobody's and nowhere else, so that finding one means it leaked. */
const marked = {
  declaredFirst: "Zweihornfried",
  declaredLast: "Quastenbeisser",
  first: "Xylophonia",
  last: "Wunderkerzmann",
  street: "Marzipangasse",
  number: "XQ77MARKED99",
};

test("marked names, addresses, numbers, secrets and links are in no table, log, job or mail of ours", async ({
  page,
  signIn,
  sql,
  emulator,
  stack,
  stripe,
}) => {
  const person = await signIn();
  await page.goto("/verify?step=details");
  await page.getByLabel(/First name/).fill(marked.declaredFirst);
  await page.getByLabel(/Last name/).fill(marked.declaredLast);
  await page.getByLabel(/Country/).selectOption("DE");
  await page.getByRole("button", { name: /Save/ }).click();
  await expect(page).toHaveURL("/verify");

  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: "I agree, start now" }).click();
  const modal = page.frameLocator("iframe");
  await expect(modal.getByRole("button", { name: "Accept and continue" })).toBeVisible();
  const [session] = (await stripe.identity.verificationSessions.list({ client_reference_id: person.userId })).data;
  const sessionId = session?.id ?? "";
  // The token is the same in secret and link, and lives until something is submitted.
  const token = session?.client_secret?.split("_secret_")[1] ?? "no token";
  expect(token.length).toBeGreaterThan(16);

  await emulator.submit(sessionId, "verified", {
    outputs: {
      first_name: marked.first,
      last_name: marked.last,
      address: { line1: marked.street, city: "Berlin", country: "DE" },
      document: { type: "id_card", issuing_country: "DE", number: marked.number },
    },
  });
  await expect
    .poll(async () => (await sql.query("select status from verification where user_id = $1", [person.userId])).rows[0])
    .toEqual({ status: "verified" });

  const reviewer = await page.context().browser()?.newContext();
  if (!reviewer) throw new Error("there is no browser");
  await signIn("reviewer", reviewer);
  const review = await reviewer.newPage();
  const { rows } = await sql.query("select id from verification where user_id = $1", [person.userId]);
  await review.goto(`${stack.appUrl}/verifications/${rows[0]?.id}`);
  await expect(review.getByText(marked.last).first()).toBeVisible();
  await review.getByText("Open evidence", { exact: true }).first().click();
  await review.getByRole("radio", { name: /Check the document/ }).check();
  await review.getByRole("button", { name: "Open for 30 s" }).click();
  await expect(review.getByText(marked.number)).toBeVisible();
  await reviewer.close();

  const forbidden = [...Object.values(marked), token];
  const leaks: string[] = [];
  const search = (where: string, text: string) => {
    for (const value of forbidden) {
      if (text.includes(value) || text.includes(Buffer.from(value).toString("hex"))) leaks.push(`${value} in ${where}`);
    }
  };
  const tables = await sql.query<{ name: string }>(`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`);
  expect(tables.rows.length).toBeGreaterThan(15);
  for (const { name } of tables.rows) {
    const content = await sql.query<{ text: string }>(`select t::text as text from ${name} t`);
    search(name, content.rows.map((row) => row.text).join("\n"));
  }
  for (const file of ["web.log", "worker.log"]) {
    const log = readFileSync(path.join(stack.logsDirectory, file), "utf8");
    expect(log, file).toContain(sessionId);
    search(file, log);
  }
  expect(readdirSync(stack.logsDirectory)).toContain("postgres.log");
  search("postgres.log", readFileSync(path.join(stack.logsDirectory, "postgres.log"), "utf8"));
  search("mail", await (await fetch(`${stack.mailUrl}/api/messages`)).text());
  // As it comes from us: Stripe's own frame, once it is open, of course holds its token.
  search("the page", await (await page.request.get(`${stack.appUrl}/verify`)).text());
  search("the address", page.url());
  expect(leaks).toEqual([]);
});
