import { notFound } from "next/navigation";
import type { Permission } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/viewer";
import { loadCase } from "@/lib/cases/loaders";
import type { CaseDetail } from "@/lib/cases/schema";

/** What Next hands to the pages of a case. */
export type CaseParams = { params: Promise<{ id: string }> };

/** The case. What may not be seen does not exist. */
export async function readCase(id: string, permission: Permission = "verifications.read"): Promise<CaseDetail> {
  const viewer = await requirePermission(permission);
  return (await loadCase(viewer, id)) ?? notFound();
}
