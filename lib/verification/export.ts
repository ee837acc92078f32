import "server-only";
import { appendAudit } from "@/lib/audit/log";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { walkQueue } from "@/lib/verification/queue";
import type { QueueFilter, QueueRow } from "@/lib/verification/schema";

const columns: readonly [string, (row: QueueRow) => string | number][] = [
  ["case", (row) => row.caseNumber],
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
  const text = typeof value === "string" && /^[\s]*[=+\-@]|^[\t\r\n]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const toLine = (fields: (string | number)[]) => `${fields.map(toCsvField).join(",")}\r\n`;

/**
 * What is filtered, as CSV in UTF-8, streamed page by page; names are left out. Null for a role that may not. The audit
 * log says who began it before the first line leaves, and how many lines were taken, also when it was broken off.
 */
export async function exportVerifications(
  viewer: Viewer,
  filter: QueueFilter,
): Promise<ReadableStream<Uint8Array> | null> {
  if (!may(viewer.role, "verifications.export")) return null;
  await appendAudit(db, viewer, [{ action: "verifications.export_started" }]);
  const encoder = new TextEncoder();
  const pages = walkQueue(viewer, filter);
  let taken = 0;
  const writeDown = () => appendAudit(db, viewer, [{ action: "verifications.exported", subject: `rows:${taken}` }]);

  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(toLine(columns.map(([name]) => name)))),
    async pull(controller) {
      const { done, value: rows } = await pages.next();
      if (done) {
        await writeDown();
        return controller.close();
      }
      taken += rows.length;
      controller.enqueue(encoder.encode(rows.map((row) => toLine(columns.map(([, read]) => read(row)))).join("")));
    },
    cancel: writeDown,
  });
}
