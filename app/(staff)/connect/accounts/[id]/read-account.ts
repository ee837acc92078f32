import { notFound } from "next/navigation";
import type { Permission } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/viewer";
import { loadAccountDetail } from "@/lib/connect/staff/loaders";
import type { AccountDetail } from "@/lib/connect/staff/schema";

/** What Next hands to the pages of an account. */
export type AccountParams = { params: Promise<{ id: string }> };

/** The account. What may not be seen does not exist. */
export async function readAccount(id: string, permission: Permission = "accounts.read"): Promise<AccountDetail> {
  const viewer = await requirePermission(permission);
  return (await loadAccountDetail(viewer, id)) ?? notFound();
}
