import { toArrival } from "@/app/(applicant)/verify/submitted/arrival";
import { optionalInvited } from "@/lib/auth/invited";
import { checkPersonSelfie } from "@/lib/connect/person-selfie";
import { now } from "@/lib/time";

/** What became of the selfie of somebody invited, for the page that follows it. 401 when their time is over. */
export async function GET(request: Request): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const invited = await optionalInvited();
  if (!invited) return Response.json({ error: "signed_out" }, { status: 401, headers });

  const since = new URL(request.url).searchParams.get("since");
  return Response.json(await checkPersonSelfie(invited, { arrivedAt: toArrival(since, now()) }), { headers });
}
