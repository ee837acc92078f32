import { silencedSettings } from "../scripts/stack/stripe-keys.ts";
import { type CollectedSpan, startCollector } from "../testkit/collector.ts";
import { withTestStack } from "../testkit/stack.ts";
import { test as base, expect } from "./support/fixtures.ts";

type Collector = Awaited<ReturnType<typeof startCollector>>;

/** On a product that sends its traces to a collector. */
const test = base.extend<object, { collector: Collector }>({
  collector: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern.
    async ({}, use) => {
      const collector = await startCollector();
      await use(collector);
      await collector.stop();
    },
    { scope: "worker" },
  ],
  stack: [
    async ({ collector }, use) => {
      const settings = {
        ...(await silencedSettings()),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_BSP_SCHEDULE_DELAY: "100",
      };
      await withTestStack({ name: "traces", settings }, use);
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

const server = 2;
const client = 3;
const consumer = 5;
const retrieves = "Stripe GET /v1/identity/verification_sessions/:id";

/** The spans that are received, by trace. */
const tracesOf = (collector: Collector): CollectedSpan[][] => [
  ...Map.groupBy(collector.spans(), ({ traceId }) => traceId).values(),
];

/** Whether every span but one has its parent among them. */
const isWhole = (trace: CollectedSpan[]) =>
  trace.filter(({ parentSpanId }) => !trace.some(({ spanId }) => spanId === parentSpanId)).length === 1;

/** The spans above one, nearest first. */
function above(trace: CollectedSpan[], span: CollectedSpan | undefined): CollectedSpan[] {
  const parent = trace.find(({ spanId }) => spanId === span?.parentSpanId);
  return parent ? [parent, ...above(trace, parent)] : [];
}

/** The first whole trace that began at this route and in which a span of this name has ended. */
const traceFrom = (collector: Collector, route: string, name: string) =>
  tracesOf(collector).find(
    (trace) =>
      isWhole(trace) &&
      trace.some((span) => span.name === name) &&
      trace.some((span) => span.name === route && span.kind === server),
  ) ?? [];

/** Nothing that was received may hold one of these, or what every address, mail and id of Stripe's begins or ends with. */
function expectNoneOf(collector: Collector, values: (string | null | undefined)[]): void {
  const received = JSON.stringify(collector.received);
  for (const value of [...values, "demo.test", "http://", "vs_", "evt_"]) expect(received).not.toContain(value);
}

test("one trace leads from a press to the row, and one from an event or a click through its job to the row", async ({
  browser,
  emulator,
  page,
  signIn,
  sql,
  stack,
  stripe,
  collector,
}) => {
  const person = await signIn();
  await page.goto(`${stack.appUrl}/verify?step=consent`);
  await page.getByRole("button", { name: "I agree, start now" }).click();
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Accept and continue" })).toBeVisible();
  const [session] = (await stripe.identity.verificationSessions.list({ client_reference_id: person.userId })).data;

  const press = () => traceFrom(collector, "POST /verify", "write rows");
  await expect.poll(() => press().map(({ name }) => name)).toContain(retrieves);
  const created = press().find(({ name }) => name === "Stripe POST /v1/identity/verification_sessions");
  const answered = { "http.response.status_code": 200, "stripe.request_id": expect.stringMatching(/^req_/) };
  expect(created).toMatchObject({ service: "onboarding-web", kind: client, attributes: answered });
  expect(above(press(), created)).toContainEqual(expect.objectContaining({ name: "POST /verify", kind: server }));

  await emulator.submit(session?.id ?? "", "verified", { outputs: { first_name: "Xylophonia" } });
  const verified = "select 1 from verification where user_id = $1 and status = 'verified'";
  await expect.poll(async () => (await sql.query(verified, [person.userId])).rowCount).toBe(1);

  const developer = await browser.newContext();
  const staff = await developer.newPage();
  await signIn("developer", developer);
  const { rows } = await sql.query("select id from stripe_event where object_id = $1", [session?.id]);
  await staff.goto(`${stack.appUrl}/events/${rows[0]?.id}`);
  await staff.getByRole("button", { name: "Run again" }).click();

  for (const route of ["POST /api/stripe/webhook", "POST /events/[id]"]) {
    const trace = () => traceFrom(collector, route, "syncVerificationSession");
    await expect.poll(() => trace().map(({ name }) => name), route).toContain("write rows");
    const job = trace().find(({ kind }) => kind === consumer);
    expect(job).toMatchObject({
      service: "onboarding-worker",
      attributes: { "job.outcome": "synced", "job.attempt": 1 },
    });
    expect(above(trace(), job)).toContainEqual(expect.objectContaining({ service: "onboarding-web", name: route }));
    for (const name of [retrieves, "Stripe GET /v1/identity/verification_reports", "write rows"]) {
      const span = trace().find((each) => each.name === name);
      expect(above(trace(), span)).toContainEqual(job);
    }
  }
  expectNoneOf(collector, [person.userId, person.token, "Xylophonia"]);
  await developer.close();
});

test("what people put into addresses is in no trace", async ({ context, signIn, stack, collector }) => {
  const marked = "wunderkerzmann@demo.test";
  const reviewer = await signIn("reviewer");
  const visits = {
    "GET /verifications": `/verifications?q=${marked}`,
    "GET /verifications/[id]": `/verifications/${marked}`,
    "GET /sign-in/confirm": `/sign-in/confirm?token=${marked}`,
    "GET /_not-found": `/${marked}`,
  };
  for (const [route, address] of Object.entries(visits)) {
    await context.request.get(`${stack.appUrl}${address}`);
    await expect.poll(() => traceFrom(collector, route, "NextNodeServer.startResponse"), route).not.toEqual([]);
  }
  expectNoneOf(collector, [reviewer.userId, reviewer.token, "wunderkerzmann"]);
});
