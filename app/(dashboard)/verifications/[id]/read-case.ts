import { notFound } from "next/navigation";
import { cache } from "react";
import type { Permission } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/viewer";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { loadCase } from "@/lib/verification/loaders";
import type { CaseDetail } from "@/lib/verification/schema";

/** What Next hands to the pages of a case. */
export type CaseParams = { params: Promise<{ id: string }> };

/** The case and who looks at it, read once per request for title and page. What may not be seen does not exist. */
export const readCase = cache(
  async (
    id: string,
    permission: Permission = "verifications.read",
  ): Promise<{ viewer: Viewer; detail: CaseDetail }> => {
    const viewer = await requirePermission(permission);
    const detail = await loadCase(viewer, id);
    return detail ? { viewer, detail } : notFound();
  },
);
