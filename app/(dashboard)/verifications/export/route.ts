import { notFound } from "next/navigation";
import { readQueueFilter } from "@/app/(dashboard)/verifications/queue-address";
import { requirePermission } from "@/lib/auth/viewer";
import { now } from "@/lib/time";
import { exportVerifications } from "@/lib/verification/export";

/** What the queue's address filters, as CSV, streamed row by row. Looks like nothing to whoever may not export. */
export async function GET(request: Request): Promise<Response> {
  const viewer = await requirePermission("verifications.export");
  const filter = readQueueFilter(Object.fromEntries(new URL(request.url).searchParams));
  const day = now().toISOString().slice(0, 10);
  const rows = await exportVerifications(viewer, filter);
  if (!rows) notFound();

  return new Response(rows, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="verifications-${day}.csv"`,
      "cache-control": "private, no-store",
    },
  });
}
