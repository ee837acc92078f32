import { notFound } from "next/navigation";
import { requirePermission } from "@/lib/auth/viewer";
import { getReports } from "@/lib/cases/reports";

/** The reports of a case as JSON, indented for the eye. Looks like nothing to whoever may not read them. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const viewer = await requirePermission("reports.read");
  const reports = (await getReports(viewer, (await params).id)) ?? notFound();
  return new Response(JSON.stringify(reports, null, 2), {
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "private, no-store" },
  });
}
