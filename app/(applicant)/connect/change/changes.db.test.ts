import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { readQuestions } from "@/app/(applicant)/connect/task-form/read-form";
import { answerTask } from "@/lib/connect/mutations/answers";
import { signInSeller } from "@/testkit/in-process/sellers";
import { stripe } from "@/testkit/in-process/stripe";
import { questionsToChange } from "./changes";

const context = { accountCountry: "US", currency: "usd", now: new Date(), testMode: true };
const moved = { line1: "2 Sample Street", city: "Salem", state: "OR", postal_code: "97301" };

test.each([
  ["address", "individual", "individual"],
  ["company_address", "company", null],
] as const)(
  "of a whole %s takes the flat, too, and of one without a flat nothing is sent for it",
  async (what, kind, person) => {
    const { viewer, stripeId } = await signInSeller(kind);
    const before = { line1: "1 Sample Street", line2: "Flat 4", city: "Portland", state: "OR", postal_code: "97201" };
    await stripe().accounts.update(stripeId, { [kind]: { address: before } });
    const addressAt = async () => (await stripe().accounts.retrieve(stripeId))[kind]?.address;
    const path = kind === "company" ? "company.address" : "address";
    const change = async (address: Record<string, string>) => {
      const sent = Object.fromEntries(Object.entries(address).map(([part, typed]) => [`${path}.${part}`, typed]));
      const questions = questionsToChange(what, person, "US");
      const { values, problems } = readQuestions(questions, sent, context);
      expect(problems).toEqual({});
      const own = Object.entries(values).map(([entry, value]) => [person ? `${person}.${entry}` : entry, value]);
      const input = { press: randomUUID(), person: null, values: Object.fromEntries(own) };
      expect(await answerTask(viewer, input)).toEqual({ ok: true });
    };
    await change({ ...moved, line2: "Floor 5" });
    expect(await addressAt()).toMatchObject({ ...moved, line2: "Floor 5" });
    // Stripe takes no empty text for it, and would refuse the whole address.
    const house = { line1: "3 Sample Street", city: "Salem", state: "OR", postal_code: "97302" };
    await change({ ...house, line2: " " });
    expect(await addressAt()).toMatchObject({ ...house, line2: "Floor 5" });
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
