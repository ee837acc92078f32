import { readFileSync } from "node:fs";
import { components } from "../accounts/onboarding/components.ts";
import { languages } from "../messages/languages.ts";
import { setupMessages } from "../messages/setup.ts";

/** The script that takes the place of Stripe.js, with the modal's texts in every language put in. */
export function stripeScript(): string {
  const texts = Object.entries(languages).map(([locale, { messages }]) => {
    const { modalTitle: title, close, clientErrors } = messages;
    return [locale, { title, close, cancelled: clientErrors.session_cancelled }];
  });
  return filled("stripe.js", [["const texts = {};", `const texts = ${JSON.stringify(Object.fromEntries(texts))};`]]);
}

/** The script that takes the place of Connect.js, with its texts and the tags of all components put in. */
export function connectScript(): string {
  const tags = Object.keys(components).map((name) => `stripe-connect-${name.replaceAll("_", "-")}`);
  return filled("connect.js", [
    ["const texts = {};", `const texts = ${JSON.stringify(setupMessages.embedded)};`],
    ["const tags = [];", `const tags = ${JSON.stringify(tags)};`],
  ]);
}

/** A script of this folder with values in the place of its placeholders. */
function filled(name: string, values: readonly [placeholder: string, value: string][]): string {
  const source = readFileSync(new URL(`./${name}`, import.meta.url), "utf8");
  return values.reduce((text, [placeholder, value]) => {
    if (!text.includes(placeholder)) throw new Error(`${name} has no place for ${placeholder}`);
    return text.replace(placeholder, () => value);
  }, source);
}
