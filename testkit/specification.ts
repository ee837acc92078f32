import path from "node:path";

/** The cut of Stripe's OpenAPI document that the emulator is checked against, in JSON. */
export const specificationFile = path.join(
  import.meta.dirname,
  "../stripe-emulator/conformance/stripe-openapi-subset.json",
);
