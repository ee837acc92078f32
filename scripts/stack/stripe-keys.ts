import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { Problem } from "../process/command.ts";
import type { StripeKeys } from "./demo-env.ts";

/** A developer's own keys of Stripe's test mode. Secret. */
export type TestKeys = Pick<StripeKeys, "secretKey" | "publishableKey" | "restrictedKey">;

/** What to do about keys that are missing or wrong. */
export const howToFixKeys =
  "The keys of your test mode are on https://dashboard.stripe.com/test/apikeys. Copy .env.example to .env and fill them\n" +
  "in there, or set them in the environment; docs/configuration.md tells each step.";

/** What `.env` in the working folder sets, and what the environment says of Stripe, which wins; without what is empty. */
export async function readSettings(): Promise<Record<string, string>> {
  const file = parseEnv(await readFile(".env", "utf8").catch(() => ""));
  const environment = Object.entries(process.env).filter(([name]) => name.startsWith("STRIPE_"));
  const entries = [...Object.entries(file), ...environment];
  return Object.fromEntries(entries.flatMap(([name, value]) => (value ? [[name, value] as const] : [])));
}

/** Every name that `readSettings` finds, with nothing in it: Next reads `.env` by itself, but leaves alone what is there. */
export async function silencedSettings(): Promise<Record<string, string>> {
  return Object.fromEntries(Object.keys(await readSettings()).map((name) => [name, ""]));
}

/**
 * The keys among `settings`, or the names of those that are missing. Throws a `Problem` that names every key which is not
 * one of test mode, and never tells its value.
 */
export function findTestKeys(settings: Record<string, string>): { keys: TestKeys } | { missing: string[] } {
  const missing: string[] = [];
  const wrong: string[] = [];
  const read = (name: string, prefix: string) => {
    const value = settings[name] ?? "";
    // The second is what .env.example holds in its place.
    if (value === "" || value === `${prefix}_test_…`) missing.push(name);
    else if (!new RegExp(`^${prefix}_test_\\w{8,}$`).test(value))
      wrong.push(`${name} must be a key of test mode, ${prefix}_test_….`);
    return value;
  };
  const keys = {
    secretKey: read("STRIPE_SECRET_KEY", "sk"),
    publishableKey: read("STRIPE_PUBLISHABLE_KEY", "pk"),
    restrictedKey: read("STRIPE_RESTRICTED_KEY", "rk"),
  };
  if (wrong.length > 0) throw new Problem([...wrong, howToFixKeys].join("\n"));
  return missing.length > 0 ? { missing } : { keys };
}
