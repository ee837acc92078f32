import type { Role } from "@/prisma/generated/enums";

/** What a role may be allowed to do beyond its own verification. */
export const permissions = [
  "verifications.read",
  "verifications.export",
  "personal.read",
  "reports.read",
  "evidence.read",
  "verification.refresh",
  "verification.cancel",
  "verification.redact",
  "events.read",
  "events.replay",
  "events.discard",
  "health.read",
  "health.fix",
  // Of sellers' accounts: the board and one account's status, dates and codes; with what it is asked for and the history of it;
  // with the name of shop or company; with its persons.
  "accounts.read",
  "accounts.requirements",
  "accounts.names",
  "accounts.persons",
  "accounts.refresh",
  // The board's rows, where "accounts.read" alone counts; that Stripe found somebody on a list; to write to the seller by hand;
  // Stripe's own page.
  "accounts.list",
  "accounts.export",
  "accounts.listed",
  "accounts.ask",
  "accounts.ask_several",
  "accounts.link",
] as const;

/** One of them. */
export type Permission = (typeof permissions)[number];

const granted: Record<Role, readonly Permission[]> = {
  applicant: [],
  support: ["verifications.read", "accounts.read", "accounts.names", "accounts.list"],
  reviewer: [
    "verifications.read",
    "verifications.export",
    "personal.read",
    "evidence.read",
    "verification.refresh",
    "verification.cancel",
    "accounts.read",
    "accounts.requirements",
    "accounts.names",
    "accounts.persons",
    "accounts.refresh",
    "accounts.list",
    "accounts.export",
    "accounts.ask",
    "accounts.link",
  ],
  senior: [
    "verifications.read",
    "verifications.export",
    "personal.read",
    "reports.read",
    "evidence.read",
    "verification.refresh",
    "verification.cancel",
    "verification.redact",
    "accounts.read",
    "accounts.requirements",
    "accounts.names",
    "accounts.persons",
    "accounts.refresh",
    "accounts.list",
    "accounts.export",
    "accounts.listed",
    "accounts.ask",
    "accounts.ask_several",
    "accounts.link",
  ],
  auditor: [
    "verifications.read",
    "verifications.export",
    "personal.read",
    "reports.read",
    "events.read",
    "accounts.read",
    "accounts.requirements",
    "accounts.names",
    "accounts.persons",
    "accounts.list",
    "accounts.export",
    "accounts.listed",
  ],
  developer: [
    "events.read",
    "events.replay",
    "events.discard",
    "health.read",
    "health.fix",
    "accounts.read",
    "accounts.requirements",
  ],
  admin: [
    "verifications.read",
    "events.read",
    "events.replay",
    "events.discard",
    "health.read",
    "health.fix",
    "accounts.read",
    "accounts.names",
    "accounts.list",
  ],
};

/** Whether a role may. The one place where it is decided. */
export const may = (role: Role, permission: Permission): boolean => granted[role].includes(permission);

/** Whether a role has any work here but its own verification; the frame round staff pages is for these. */
export const isStaff = (role: Role): boolean => granted[role].length > 0;

/** What a rule says of an action: that it may be done, or why not. */
export type Answer<Why extends string> = { ok: true } | { ok: false; why: Why };
