import "server-only";
import { randomUUID } from "node:crypto";
import type { AuditAction } from "@/lib/audit/actions";
import { appendAudit } from "@/lib/audit/log";
import { isStillInRole, type Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";

/** A line of an export. */
export type ExportLine = (string | number)[];

/** What of an export is named in the audit log: `verifications` or `accounts`. */
type Exported = Extract<AuditAction, `${string}.exported`> extends `${infer Name}.exported` ? Name : never;

/** A field as RFC 4180 wants it; what a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). */
export function toCsvField(value: string | number): string {
  const text = typeof value === "string" && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const toLine = (fields: ExportLine) => `${fields.map(toCsvField).join(",")}\r\n`;

/**
 * The lines, page by page, for as long as the viewer is who they were when it began. However it ends, the audit log then says
 * how many rows were taken, and whether that was all; the first page is the heading.
 */
async function* toLines(
  viewer: Viewer,
  what: Exported,
  pages: AsyncIterable<ExportLine[]>,
  exportId: string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let taken = -1;
  let complete = false;
  try {
    for await (const rows of pages) {
      // The reader sets the pace: between two pages may lie hours.
      if (!(await isStillInRole(viewer))) throw new Error("the export's viewer was deactivated or has another role");
      taken += rows.length;
      yield encoder.encode(rows.map(toLine).join(""));
    }
    complete = true;
  } finally {
    const action = complete ? (`${what}.exported` as const) : (`${what}.export_broken_off` as const);
    await appendAudit(db, viewer, [{ action, targetId: exportId, subject: `rows:${Math.max(taken, 0)}` }]);
  }
}

/**
 * These pages, of which the first is the heading, as CSV in UTF-8, streamed one by one, each read when it is asked for. The audit
 * log says who began it before the first line leaves, and how many rows were taken, also when it was broken off. Who may is the
 * caller's to ask; it breaks off once the viewer is deactivated or in another role. `subject`: what the audit log says of its
 * beginning.
 */
export async function exportPages(
  viewer: Viewer,
  what: Exported,
  subject: string | null,
  pages: AsyncIterable<ExportLine[]>,
): Promise<ReadableStream<Uint8Array>> {
  const exportId = randomUUID();
  await appendAudit(db, viewer, [{ action: `${what}.export_started`, targetId: exportId, subject }]);
  const lines = toLines(viewer, what, pages, exportId);
  // The first line is taken at once: a generator that never began would not come to its end either.
  const first = await lines.next();
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start: (controller) => (first.done ? controller.close() : controller.enqueue(first.value)),
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await lines.return(undefined);
    },
  };
  // Nothing is read ahead: such a page would leave after the viewer's rights have ended, or be counted though nobody took it.
  return new ReadableStream(source, { highWaterMark: 0 });
}
