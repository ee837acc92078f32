import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { readQuestions } from "@/app/(applicant)/connect/task-form/read-form";
import { answerTask } from "@/lib/connect/mutations/answers";
import { checkEnvAtBoot } from "@/lib/env";
import { signInSeller } from "@/testkit/in-process/sellers";
import { stripe } from "@/testkit/in-process/stripe";
import { questionsToChange } from "./changes";

const context = { accountCountry: "US", currency: "usd", now: new Date(), testMode: true };
const moved = { line1: "2 Sample Street", city: "Salem", state: "OR", postal_code: "97301" };

/** Whether Stripe is as its OpenAPI document has it, which marks no second line of an address as one that an empty value unsets. */
let refusesEmptyLines = false;
/** Before the emulator, which goes by docs.stripe.com/connect/account-tokens. */
let server: Server;

beforeAll(async () => {
  const emulator = process.env.STRIPE_API_BASE ?? "";
  server = createServer(async (request, response) => {
    const body = await text(request);
    const isEmptyLine = ([name, value]: [string, string]) => name.includes("[line2]") && value === "";
    const [param] = [...new URLSearchParams(body)].find(isEmptyLine) ?? [];
    if (refusesEmptyLines && param) {
      const error = { type: "invalid_request_error", code: "parameter_invalid_empty", param, message: param };
      return response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
    }
    const kept = ["authorization", "content-type", "idempotency-key", "stripe-version"];
    const headers = kept.flatMap((name): [string, string][] => {
      const value = request.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    });
    const { method = "GET" } = request;
    const answer = await fetch(`${emulator}${request.url}`, { method, headers, ...(body && { body }) });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an AddressInfo.
  process.env.STRIPE_API_BASE = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  checkEnvAtBoot();
});
afterAll(() => void server.close());

test.each([
  ["address", "individual", "individual", "unsets"],
  ["company_address", "company", null, "unsets"],
  ["address", "individual", "individual", "refuses"],
] as const)(
  "of a whole %s takes the flat, too, and leaves none of the one before (%s, %s; Stripe %s an empty line)",
  async (what, kind, person, line) => {
    const { viewer, stripeId } = await signInSeller(kind);
    const before = { line1: "1 Sample Street", line2: "Flat 4", city: "Portland", state: "OR", postal_code: "97201" };
    await stripe().accounts.update(stripeId, { [kind]: { address: before } });
    refusesEmptyLines = line === "refuses";
    onTestFinished(() => {
      refusesEmptyLines = false;
    });
    const addressAt = async () => (await stripe().accounts.retrieve(stripeId))[kind]?.address;
    const path = kind === "company" ? "company.address" : "address";
    const change = async (address: Record<string, string>) => {
      const sent = Object.fromEntries(Object.entries(address).map(([part, typed]) => [`${path}.${part}`, typed]));
      const questions = questionsToChange(what, person, "US");
      const { values, problems } = readQuestions(questions, sent, context, { emptyLine: "removes" });
      expect(problems).toEqual({});
      const own = Object.entries(values).map(([entry, value]) => [person ? `${person}.${entry}` : entry, value]);
      const input = { press: randomUUID(), person: null, values: Object.fromEntries(own) };
      expect(await answerTask(viewer, input)).toEqual({ ok: true });
    };
    await change({ ...moved, line2: "Floor 5" });
    expect(await addressAt()).toMatchObject({ ...moved, line2: "Floor 5" });
    const house = { line1: "3 Sample Street", city: "Salem", state: "OR", postal_code: "97302" };
    await change({ ...house, line2: " " });
    expect(await addressAt()).toMatchObject({ ...house, line2: line === "unsets" ? null : "Floor 5" });
  },
);

test("a shop without a web address changes its description, and one without a description its web address", async () => {
  const { viewer, stripeId } = await signInSeller("individual");
  const profile = async () => (await stripe().accounts.retrieve(stripeId)).business_profile;
  const change = async (sent: Record<string, string>) => {
    const { values, problems } = readQuestions(questionsToChange("shop", null, "US"), sent, context);
    expect(problems).toEqual({});
    expect(await answerTask(viewer, { press: randomUUID(), person: null, values })).toEqual({ ok: true });
  };
  const [name, description] = ["Example Pottery", "Bowls and cups, made by hand in small numbers"];
  await change({
    "business_profile.name": name,
    "business_profile.url": "",
    "business_profile.product_description": description,
  });
  expect(await profile()).toMatchObject({ name, product_description: description });
  const url = "https://pottery.example/";
  await change({
    "business_profile.name": name,
    "business_profile.url": url,
    "business_profile.product_description": "",
  });
  expect(await profile()).toMatchObject({ name, url, product_description: description });
});
