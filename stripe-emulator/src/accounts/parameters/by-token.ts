import { ApiError, parameterError } from "../../http/errors.ts";

/**
 * What must be said by tokens: docs.stripe.com/connect/account-tokens. Platforms in France make accounts and persons by them; whatever
 * was made by one changes by another. Every function throws 400.
 */

const isFrench = (platformCountry: string) => platformCountry === "FR";

/** An account is about to be made. The words are Stripe's, as two public repositories kept them in 2026-02. */
export function checkCreation(platformCountry: string, token: string | null): void {
  if (!isFrench(platformCountry) || token !== null) return;
  throw new ApiError(
    "Connect platforms based in FR must create accounts via account tokens when `controller[requirement_collection]=application`, which includes Custom accounts.",
  );
}

/** As `checkCreation`, of a person. [?] Stripe's documentation says that these need tokens, too; not how it refuses one without. */
export function checkPersonCreation(platformCountry: string, token: string | null): void {
  if (!isFrench(platformCountry) || token !== null) return;
  throw parameterError("Connect platforms based in FR must create persons via person tokens.", "person_token");
}

/**
 * Something that was made by a token is changed without one: values can only be taken away. Of an account the words are Stripe's, as a
 * public repository kept them; of a person, [?] the same.
 */
export function checkDirect(what: "account" | "person", sent: object): void {
  const param = firstGiven(sent);
  if (param === null) return;
  const article = what === "account" ? "an" : "a";
  throw parameterError(
    `This ${what} can only be updated with ${article} ${what} token, because it was originally created with ${article} ${what} token. (Attempted to update param '${param}' directly.)`,
    param,
  );
}

/** The name of the first parameter with a value; null if all that was sent is empty. */
function firstGiven(sent: object, path: (name: string) => string = (name) => name): string | null {
  for (const [name, value] of Object.entries(sent)) {
    if (value === null || value === undefined) continue;
    const isHash = typeof value === "object" && !Array.isArray(value) && !("plan" in value);
    const found = isHash ? firstGiven(value, (part) => `${path(name)}[${part}]`) : path(name);
    if (found !== null) return found;
  }
  return null;
}
