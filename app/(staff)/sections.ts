import type { IconName } from "@/app/_ui/icon-set";
import type { Permission } from "@/lib/auth/permissions";

/** A part of the staff's side that has an entry in the menu and a button on the home page. */
type Section = {
  href: `/${string}`;
  icon: IconName;
  /** Its name in the messages, under `staff.sections`. */
  label: string;
  /** Who does not have it does not see the entry, and finds no page there. */
  permission: Permission;
  /** The figure of the shell that stands beside the entry. */
  badge: "needsAttention" | "deadLetters" | null;
  /** The key that goes there after `G`. */
  goKey: string | null;
};

/** All of them, in the order of the menu. */
export const sections = [
  {
    href: "/verifications",
    icon: "IdCard",
    label: "verifications",
    permission: "verifications.read",
    badge: "needsAttention",
    goKey: null,
  },
  { href: "/connect/accounts", icon: "Store", label: "accounts", permission: "accounts.read", badge: null, goKey: "C" },
  { href: "/events", icon: "Webhook", label: "events", permission: "events.read", badge: "deadLetters", goKey: null },
  { href: "/health", icon: "Activity", label: "health", permission: "health.read", badge: null, goKey: null },
] as const satisfies readonly Section[];
