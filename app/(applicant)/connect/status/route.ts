import { optionalViewer } from "@/lib/auth/viewer";
import { checkMyAccount } from "@/lib/connect/account-status";

/** Where the signed-in seller's own account stands, for the overview that follows it. 401 when nobody is signed in. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const viewer = await optionalViewer();
  if (!viewer) return Response.json({ error: "signed_out" }, { status: 401, headers });
  return Response.json(await checkMyAccount(viewer), { headers });
}
