import { readFileSync } from "node:fs";
import { languages } from "../messages/languages.ts";

const placeholder = "const texts = {};";

/** The script that takes the place of Stripe.js, with the modal's texts in every language put in. */
export function stripeScript(): string {
  const source = readFileSync(new URL("./stripe.js", import.meta.url), "utf8");
  const texts = Object.entries(languages).map(([locale, { messages }]) => {
    const { modalTitle: title, close, clientErrors } = messages;
    return [locale, { title, close, cancelled: clientErrors.session_cancelled }];
  });
  if (!source.includes(placeholder)) throw new Error("stripe.js has no place for its texts.");
  return source.replace(placeholder, () => `const texts = ${JSON.stringify(Object.fromEntries(texts))};`);
}
