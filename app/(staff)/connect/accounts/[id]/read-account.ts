import { notFound } from "next/navigation";
import { cache } from "react";
import type { Permission } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/viewer";
import { loadAccountDetail } from "@/lib/connect/staff/loaders";
import type { AccountDetail } from "@/lib/connect/staff/schema";

/** What Next hands to the pages of an account. */
export type AccountParams = { params: Promise<{ id: string }> };

/** The account, read once per request for title and page. What may not be seen does not exist. */
export const readAccount = cache(
  async (id: string, permission: Permission = "accounts.read"): Promise<AccountDetail> => {
    const viewer = await requirePermission(permission);
    return (await loadAccountDetail(viewer, id)) ?? notFound();
  },
);
