import { z } from "zod";
import { apiFaultKinds, webhookFaultKinds } from "../faults/faults.ts";
import { permissions } from "../http/keys.ts";
import { failureCodes } from "../identity/failure-codes.ts";
import { blockedReasons, capabilityBlocks, capabilityNames } from "../records/account.ts";
import { documentTypes } from "../records/person.ts";

/** What control calls accept. Messages go on from the name of the property, and repeat no value. */

/** Names that are not in `shape` are refused by name. */
function object<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys" ? `Known: ${Object.keys(shape).join(", ")}.` : "must be an object",
  });
}

function manyOf<const Values extends readonly string[]>(values: Values) {
  const error = `must be an array of ${values.join(", ")}`;
  return z.array(z.enum(values, { error }), { error });
}

/** More than three hundred years. What is beyond is a typing error, and far beyond it no date can be written any more. */
const mostSeconds = 1e10;
/** The latest moment that the clock may show, in Unix seconds. In milliseconds the present is later. */
export const latestMoment = 1e11;

const flag = z.boolean({ error: "must be true or false" });
const text = z.string({ error: "must be text" });
const number = (least: number, most: number) => {
  const error = `must be a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
};
const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};
const anySeconds = z
  .number({ error: "must be a number of seconds, 0 or more" })
  .min(0, { error: "must be a number of seconds, 0 or more" });
const seconds = anySeconds.max(mostSeconds, { error: `is at most ${mostSeconds} seconds` });

/** Stripe API, rolling a webhook's secret: the old one lives on for up to 24 hours. */
const mostRollSeconds = 24 * 3600;

/** Of calls that read no body. */
export const nothing = z.looseObject({});

export const permissionsBody = z.looseObject({
  permissions: manyOf(permissions),
});

const optionalText = z.string({ error: "must be text or null" }).nullable().exactOptional();
const datePart = z.int({ error: "must be an integer or null" }).nullable().default(null);
const date = object({ day: datePart, month: datePart, year: datePart }).nullable().exactOptional();
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(", ")}` });
const line = z.string({ error: "must be text or null" }).nullable().default(null);

/** Of the person, instead of what would be invented. */
const outputs = object({
  first_name: optionalText,
  last_name: optionalText,
  dob: date,
  sex: oneOf(["female", "male", "unknown"]).nullable().exactOptional(),
  place_of_birth: optionalText,
  address: object({ city: line, country: line, line1: line, line2: line, postal_code: line, state: line })
    .nullable()
    .exactOptional(),
  document: object({
    type: oneOf(documentTypes).exactOptional(),
    issuing_country: optionalText,
    number: optionalText,
    issued_date: date,
    expiration_date: date,
  }).exactOptional(),
  id_number: optionalText,
  id_number_type: oneOf(["br_cpf", "sg_nric", "us_ssn"]).nullable().exactOptional(),
  email: optionalText,
  phone: optionalText,
});

export const submitBody = object({
  outcome: z.enum(["verified", ...Object.values(failureCodes).flat()], {
    error: 'must be "verified" or a code of last_error',
  }),
  delaySeconds: seconds.default(0),
  outputs: outputs.default({}),
});

export const overrideBody = z.looseObject({
  status: z.enum(["verified", "requires_input"], { error: 'must be "verified" or "requires_input"' }),
});

const requirement = object({ require_verification: flag.default(false) }).optional();
const matchingRule = z.enum(["none", "similar"], { error: 'must be "none" or "similar"' }).exactOptional();

export const flowBody = object({
  document: object({
    // In an order of its own, each type once.
    allowed_types: manyOf(documentTypes)
      .refine((types) => new Set(types).size === types.length, { error: "must not name a type twice" })
      .transform((types) => documentTypes.filter((type) => types.includes(type)))
      .exactOptional(),
    require_id_number: flag.exactOptional(),
    require_live_capture: flag.exactOptional(),
    require_matching_selfie: flag.exactOptional(),
  }).optional(),
  email: requirement,
  phone: requirement,
  matching: object({ dob: matchingRule, name: matchingRule }).optional(),
  return_url: z
    .string({ error: "must be an http or https URL" })
    .refine((url) => /^https?:/.test(url) && URL.canParse(url), { error: "must be an http or https URL" })
    .nullable()
    .optional(),
  active: flag.optional(),
});

export const rollBody = object({
  expiresInSeconds: seconds.max(mostRollSeconds, { error: `is at most ${mostRollSeconds}` }).default(0),
});

const faultProperties = {
  probability: number(0, 1).nullish(),
  count: wholeNumber(1, 1e9).nullish(),
  seed: wholeNumber(0, 2 ** 32 - 1).nullish(),
  path: text.nullish(),
  method: text.nullish(),
  type: text.nullish(),
  status: wholeNumber(400, 599).nullish(),
  shouldRetry: flag.nullish(),
  delaySeconds: number(0, 600).nullish(),
  spreadSeconds: number(0, 600).nullish(),
  times: wholeNumber(1, 10_000).nullish(),
  perSecond: number(0.1, 1000).nullish(),
  ageSeconds: number(1, 1e9).nullish(),
};

export const faultBody = z.discriminatedUnion(
  "target",
  [
    object({ target: z.literal("api"), kind: oneOf(apiFaultKinds), ...faultProperties }),
    object({ target: z.literal("webhooks"), kind: oneOf(webhookFaultKinds), ...faultProperties }),
  ],
  { error: 'must be "api" or "webhooks"' },
);

/** Codes as requirement errors have them; Stripe's list is open. */
const errorCode = z
  .string({ error: "must be a code of a requirement error" })
  .regex(/^[a-z0-9_]+$/, { error: "must be a code of a requirement error" });
const entry = z.string({ error: "must be the name of an entry" }).min(1, { error: "must be the name of an entry" });

export const requirementBody = object({
  entry,
  state: oneOf(["due", "answered", "cleared"]).default("due"),
  deadlineSeconds: seconds.nullable().default(null),
  future: flag.default(false),
  stops: oneOf(["charges", "payouts", "both"]).default("both"),
  code: errorCode.optional(),
  reason: text.optional(),
});

export const blockBody = object({
  disabledReason: oneOf(blockedReasons).nullable(),
  keepsPayouts: flag.default(false),
});

export const capabilityBody = object({
  capability: oneOf(capabilityNames),
  disabledReason: oneOf(capabilityBlocks).nullable(),
});

export const checkBody = object({ entry, outcome: errorCode, reason: text.optional() });

/** As `checkBody`, of a file that was not used yet. */
export const fileBody = object({ outcome: errorCode, reason: text.optional() });

export const rateLimitsBody = object({ enabled: flag });

export const clockBody = object({
  advanceSeconds: seconds.optional(),
  now: anySeconds.max(latestMoment, { error: "is in Unix seconds, not milliseconds" }).optional(),
});
