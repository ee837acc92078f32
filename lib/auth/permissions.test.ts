import { expect, test } from "vitest";
import { may, type Permission, permissions } from "@/lib/auth/permissions";
import { Role } from "@/prisma/generated/enums";

/** A second opinion: tests of pages and actions take their roles from the permissions that those declare. */
const permitted: Record<Permission, Role[]> = {
  "verifications.read": ["support", "reviewer", "senior", "auditor", "admin"],
  "verifications.export": ["reviewer", "senior", "auditor"],
  "personal.read": ["reviewer", "senior", "auditor"],
  "reports.read": ["senior", "auditor"],
  "evidence.read": ["reviewer", "senior"],
  "verification.refresh": ["reviewer", "senior"],
  "verification.cancel": ["reviewer", "senior"],
  "verification.redact": ["senior"],
  "events.read": ["developer", "auditor", "admin"],
  "events.replay": ["developer", "admin"],
  "events.discard": ["developer", "admin"],
  "health.read": ["developer", "admin"],
  "health.fix": ["developer", "admin"],
  "accounts.read": ["support", "reviewer", "senior", "auditor", "developer", "admin"],
  "accounts.requirements": ["reviewer", "senior", "auditor", "developer"],
  "accounts.names": ["support", "reviewer", "senior", "auditor", "admin"],
  "accounts.persons": ["reviewer", "senior", "auditor"],
  "accounts.refresh": ["reviewer", "senior"],
  "accounts.list": ["support", "reviewer", "senior", "auditor", "admin"],
  "accounts.export": ["reviewer", "senior", "auditor"],
  "accounts.listed": ["senior", "auditor"],
  "accounts.ask": ["reviewer", "senior"],
  "accounts.ask_several": ["senior"],
  "accounts.link": ["reviewer", "senior"],
};

test.each(permissions)("%s is for these roles and no other", (permission) => {
  const roles = Object.values(Role).filter((role) => may(role, permission));
  expect(roles.sort()).toEqual(permitted[permission].sort());
});
