/** Where the suite asks for something else than the OpenAPI document says, and why. */
export const deviations = {
  /** Properties the document lets be absent, although Stripe always answers them. */
  alwaysPresent: [
    {
      schema: "identity.verification_report",
      property: "options",
      reason: "Every report Stripe documents shows its options; the document only fails to list them as required.",
    },
    {
      schema: "api_errors",
      property: "message",
      reason: "Every error carries a sentence for a developer; the document requires nothing but the type.",
    },
  ],
  /** Words the document leaves out of an enum, although Stripe answers them. */
  moreValues: [
    {
      schema: "account_requirements_error",
      property: "code",
      value: "invalid_phone_number",
      reason: "The commonest code in recordings of Stripe's test mode; the document's list is open.",
    },
  ],
} as const;
