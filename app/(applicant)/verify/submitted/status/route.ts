import { toArrival } from "@/app/(applicant)/verify/submitted/arrival";
import { optionalViewer } from "@/lib/auth/viewer";
import { now } from "@/lib/time";
import { checkMyStatus } from "@/lib/verification/own-status";

/** The signed-in person's own status, for the page that follows it. 401 when nobody is signed in. */
export async function GET(request: Request): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const viewer = await optionalViewer();
  if (!viewer) return Response.json({ error: "signed_out" }, { status: 401, headers });

  const since = new URL(request.url).searchParams.get("since");
  const arrivedAt = toArrival(since, now());
  return Response.json(await checkMyStatus(viewer, { arrivedAt }), { headers });
}
