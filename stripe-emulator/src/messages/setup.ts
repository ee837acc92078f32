/** Texts of the page that an account link opens, and of what stands for embedded components. English only: it shows the entries' own names, and is for testing. */
export const setupMessages = {
  title: (business: string) => `${business} needs more information`,
  lead: "This page stands for Stripe's form. It asks for what is due on this account.",
  nothingDue: "Nothing is due on this account.",
  saved: "Saved. This is still needed:",
  fill: "Fill all with test values",
  fillHint: "Answers everything that is listed, and what follows from it, with values whose checks succeed.",
  send: "Save",
  fields: "Or give single values",
  due: (count: number) => (count === 1 ? "1 entry is due" : `${count} entries are due`),
  review: "Stripe asks a question about this account. Any answer is put under review.",
  refused: (message: string) => `Nothing was saved: ${message}`,
  leave: (business: string) => `Return to ${business}`,
  embedded: {
    missing:
      "The Stripe emulator has no embedded components. Everything up to here works: use an account link, or test this part with Stripe.",
    noSecret: "fetchClientSecret gave no client secret of an account session: POST /v1/account_sessions makes one.",
  },
  done: { title: "Thank you", text: "Your information was sent. You can close this page." },
  over: {
    title: "This link was already used, or has expired",
    text: "A link works once, within five minutes. Go back to the site that sent you here to get a new one.",
  },
  unknown: {
    title: "This link does not work",
    text: "Check that you opened the whole link, or go back to the site that sent you here to get a new one.",
  },
};
