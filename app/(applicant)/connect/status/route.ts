import { toArrival } from "@/app/(applicant)/verify/submitted/arrival";
import { optionalViewer } from "@/lib/auth/viewer";
import { checkMyAccount } from "@/lib/connect/account-status";
import { now } from "@/lib/time";

/** Where the signed-in seller's own account stands, for the overview that follows it. 401 when nobody is signed in. */
export async function GET(request: Request): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const viewer = await optionalViewer();
  if (!viewer) return Response.json({ error: "signed_out" }, { status: 401, headers });

  const since = new URL(request.url).searchParams.get("since");
  return Response.json(await checkMyAccount(viewer, { arrivedAt: toArrival(since, now()) }), { headers });
}
