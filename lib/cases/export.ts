import "server-only";
import { exportPages } from "@/lib/audit/export";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { walkQueue } from "@/lib/cases/queue";
import { mayExport } from "@/lib/cases/rules";
import type { QueueFilter, QueueRow } from "@/lib/cases/schema";
import { planSearch } from "@/lib/cases/search";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";

const columns: readonly [string, (row: QueueRow) => string | number][] = [
  ["case", (row) => row.reference],
  ["verification_id", (row) => row.id],
  ["email", (row) => (row.email.kind === "known" ? row.email.text : "")],
  ["status", (row) => row.status],
  ["stripe_status", (row) => row.stripeStatus ?? ""],
  ["failure_code", (row) => row.failureCode ?? ""],
  ["document_type", (row) => row.documentType ?? ""],
  ["document_country", (row) => row.documentCountry ?? ""],
  ["attempts", (row) => row.attempts.used],
  ["created_at", (row) => row.createdAt],
  ["status_changed_at", (row) => row.statusChangedAt],
];

async function* toPages(viewer: Viewer, filter: QueueFilter, search: Parameters<typeof walkQueue>[2]) {
  yield [columns.map(([name]) => name)];
  for await (const rows of walkQueue(viewer, filter, search))
    yield rows.map((row) => columns.map(([, read]) => read(row)));
}

/**
 * What is filtered, as CSV (`exportPages`); names are left out. `not_allowed` for a role that may not; `search_refused` where the page
 * searches for nothing either, and says why: then no export began.
 */
export async function exportVerifications(
  viewer: Viewer<"verifications.export">,
  filter: QueueFilter,
): Promise<ReadableStream<Uint8Array> | "not_allowed" | "search_refused" | "too_often"> {
  if (!mayExport(viewer).ok) return "not_allowed";
  const { condition, refusal } = await planSearch(viewer, filter.q);
  if (refusal) return "search_refused";
  if (!(await isWithinPersonLimit(viewer.userId, "staff_export"))) return "too_often";
  return exportPages(viewer, "verifications", null, toPages(viewer, filter, condition));
}
