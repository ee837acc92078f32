import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import { sendForm } from "./send-form.ts";

type NewSeller = { country?: string; kind?: "A person" | "A company" };

/** Begins a seller's account on its form, and ends on the account's overview. */
export async function startSellingOnScreen(
  page: Page,
  { country = "US", kind = "A person" }: NewSeller = {},
): Promise<void> {
  await page.goto("/connect");
  await page.getByLabel("Country of your business").selectOption(country);
  await page.getByRole("radio", { name: new RegExp(`^${kind} `) }).check();
  await page.getByRole("checkbox", { name: /Stripe’s terms/ }).check();
  await page.getByRole("button", { name: "Accept and continue" }).click();
  await expectBegun(page);
}

/** The same without its form on the screen. */
export async function startSelling(page: Page, { country = "US", kind = "A person" }: NewSeller = {}): Promise<void> {
  const businessType = kind === "A person" ? "individual" : "company";
  const answers = { country, businessType, accept: "yes" };
  await page.goto(await sendForm(page.request, "/connect", 'name="accept"', answers, "done=start"));
  await expectBegun(page);
}

const expectBegun = (page: Page) => expect(page.getByRole("heading", { name: "Your account is there" })).toBeVisible();

/** An invented person, by the labels of the form. `ssn`: the last four digits; Stripe's 0000 match. */
export const juno = {
  "First name": "Juno",
  "Last name": "Samplewood",
  Month: "04",
  Day: "17",
  Year: "1988",
  "E-mail address": "juno@example.com",
  "Phone number": "+1 503 555 0142",
  "Street and number": "48 Kiln Street",
  City: "Portland",
  "ZIP code": "97204",
} as const;

/** Fills text fields by their labels. */
export async function fill(page: Page, answers: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(answers)) await page.getByLabel(label, { exact: true }).fill(text);
}

/** The first task of a person who sells in the United States; `ssn` are the last four digits. */
export async function fillDetails(page: Page, ssn: string): Promise<void> {
  await fill(page, juno);
  await page.getByLabel("State", { exact: true }).selectOption("OR");
  await page.getByLabel("Last 4 digits of the Social Security number").fill(ssn);
}
