import type { Role } from "@/prisma/generated/enums";

/** What a role may be allowed to do beyond its own verification. */
export type Permission =
  | "verifications.read"
  | "verifications.export"
  | "personal.read"
  | "evidence.read"
  | "verification.refresh"
  | "verification.cancel"
  | "verification.redact";

const granted: Record<Role, readonly Permission[]> = {
  applicant: [],
  support: ["verifications.read"],
  reviewer: [
    "verifications.read",
    "verifications.export",
    "personal.read",
    "evidence.read",
    "verification.refresh",
    "verification.cancel",
  ],
  senior: [
    "verifications.read",
    "verifications.export",
    "personal.read",
    "evidence.read",
    "verification.refresh",
    "verification.cancel",
    "verification.redact",
  ],
  auditor: ["verifications.read", "verifications.export", "personal.read", "evidence.read"],
  developer: [],
  admin: ["verifications.read"],
};

/** Whether a role may. The one place where it is decided. */
export const may = (role: Role, permission: Permission): boolean => granted[role].includes(permission);
