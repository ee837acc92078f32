import "server-only";
import { exportPages } from "@/lib/audit/export";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { walkBoard } from "@/lib/connect/staff/board";
import { mayExportAccounts } from "@/lib/connect/staff/rules";
import type { BoardFilter, BoardRow } from "@/lib/connect/staff/schema";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";

const columns: readonly [string, (row: BoardRow) => string | number][] = [
  ["account_id", (row) => row.id],
  ["stripe_id", (row) => row.stripeId ?? ""],
  ["country", (row) => row.country],
  ["business_type", (row) => row.businessType ?? ""],
  ["status", (row) => row.status],
  ["payouts", (row) => (row.payoutsEnabled ? "on" : "off")],
  ["disabled_reason", (row) => row.disabledReason ?? ""],
  ["deadline", (row) => row.dueBy ?? ""],
  ["entries_due", (row) => row.due],
  ["entries_checked", (row) => row.pending],
  ["tasks", (row) => row.asked?.tasks.join(" ") ?? ""],
  ["failure_codes", (row) => row.asked?.codes.join(" ") ?? ""],
  ["last_asked_at", (row) => row.askedAt ?? ""],
];

async function* toPages(viewer: Viewer, filter: BoardFilter) {
  yield [columns.map(([name]) => name)];
  for await (const rows of walkBoard(viewer, filter)) yield rows.map((row) => columns.map(([, read]) => read(row)));
}

/** What the board shows under a filter, as CSV (`exportPages`); names are left out. `not_allowed` for a role that may not. */
export async function exportAccounts(
  viewer: Viewer<"accounts.export">,
  filter: BoardFilter,
): Promise<ReadableStream<Uint8Array> | "not_allowed" | "too_often"> {
  if (!mayExportAccounts(viewer).ok) return "not_allowed";
  if (!(await isWithinPersonLimit(viewer.userId, "staff_export"))) return "too_often";
  return exportPages(viewer, "accounts", null, toPages(viewer, filter));
}
