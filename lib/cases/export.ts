import "server-only";
import { randomUUID } from "node:crypto";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { walkQueue } from "@/lib/cases/queue";
import { mayExport } from "@/lib/cases/rules";
import type { QueueFilter, QueueRow } from "@/lib/cases/schema";
import { db } from "@/lib/db/client";

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

/** A field as RFC 4180 wants it; what a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). */
export function toCsvField(value: string | number): string {
  const text = typeof value === "string" && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const toLine = (fields: (string | number)[]) => `${fields.map(toCsvField).join(",")}\r\n`;

/**
 * The lines, page by page. However it ends, the audit log then says how many rows were taken, and whether that was all;
 * the first page is the heading.
 */
async function* toLines(
  viewer: Viewer,
  pages: AsyncIterable<(string | number)[][]>,
  exportId: string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let taken = -1;
  let complete = false;
  try {
    for await (const rows of pages) {
      yield encoder.encode(rows.map(toLine).join(""));
      taken += rows.length;
    }
    complete = true;
  } finally {
    const action = complete ? "verifications.exported" : "verifications.export_broken_off";
    await appendAudit(db, viewer, [{ action, targetId: exportId, subject: `rows:${Math.max(taken, 0)}` }]);
  }
}

async function* toPages(viewer: Viewer, filter: QueueFilter) {
  yield [columns.map(([name]) => name)];
  for await (const rows of walkQueue(viewer, filter)) yield rows.map((row) => columns.map(([, read]) => read(row)));
}

/**
 * What is filtered, as CSV in UTF-8, streamed page by page; names are left out. Null for a role that may not. The audit
 * log says who began it before the first line leaves, and how many rows were taken, also when it was broken off.
 */
export const exportVerifications = (
  viewer: Viewer<"verifications.export">,
  filter: QueueFilter,
): Promise<ReadableStream<Uint8Array> | null> => exportPages(viewer, null, toPages(viewer, filter));

/** The same for these pages, of which the first is the heading; `subject`: what the audit log says of its beginning. */
export async function exportPages(
  viewer: Viewer<"verifications.export">,
  subject: string | null,
  pages: AsyncIterable<(string | number)[][]>,
): Promise<ReadableStream<Uint8Array> | null> {
  if (!mayExport(viewer).ok) return null;
  const exportId = randomUUID();
  await appendAudit(db, viewer, [{ action: "verifications.export_started", targetId: exportId, subject }]);
  const lines = toLines(viewer, pages, exportId);
  // The first line is taken at once: a generator that never began would not come to its end either.
  const first = await lines.next();
  return new ReadableStream({
    start: (controller) => (first.done ? controller.close() : controller.enqueue(first.value)),
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
