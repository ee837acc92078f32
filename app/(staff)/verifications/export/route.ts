import { notFound } from "next/navigation";
import { readQueueFilter } from "@/app/(staff)/verifications/queue-address";
import { askedBy } from "@/i18n/negotiate";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { optionalViewer } from "@/lib/auth/viewer";
import { isPermitted } from "@/lib/auth/viewer-of-token";
import { exportVerifications } from "@/lib/cases/export";
import { env } from "@/lib/env";
import { readBody } from "@/lib/http/body";
import { type RefusalStatus, refusalOf } from "@/lib/http/refusal";
import { rulesOf } from "@/lib/http/routes";
import { isFromOurPages } from "@/lib/http/same-origin";
import { exportFromStripe } from "@/lib/reconciler/stripe-export";
import { now } from "@/lib/time";

function refuse(as: RefusalStatus, request: Request): Response {
  const { status, headers, text } = refusalOf(as, askedBy(request.headers));
  return new Response(text, { status, headers });
}

/**
 * What the form's fields filter, as CSV, streamed row by row; with `source=stripe` what Stripe lists for the days, beside ours. A POST, as it writes to the audit log: 403 for another
 * site's form. Looks like nothing to whoever may not export.
 */
export async function POST(request: Request): Promise<Response> {
  const { appUrl } = env();
  if (!isFromOurPages(request.headers, appUrl)) return refuse(403, request);
  const viewer = await optionalViewer();
  // 303 and not Next's 307, by which the browser would send the form to the sign-in page.
  if (!viewer) {
    const listPath = toCallbackPath(request.headers.get("referer"), appUrl);
    return Response.redirect(new URL(signInPath(listPath), appUrl), 303);
  }
  if (!isPermitted(viewer, "verifications.export")) notFound();

  const body = await readBody(request, rulesOf("/verifications/export").bodyBytes);
  if (!body.ok) return body.code === "too_large" ? refuse(413, request) : new Response(null, { status: 408 });
  const fields = new URLSearchParams(body.bytes.toString("utf8"));
  const filter = readQueueFilter(Object.fromEntries(fields));
  const day = now().toISOString().slice(0, 10);
  const fromStripe = fields.get("source") === "stripe";
  const rows = await (fromStripe ? exportFromStripe(viewer, filter) : exportVerifications(viewer, filter));
  if (!rows) notFound();

  return new Response(rows, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="verifications-${fromStripe ? "stripe-" : ""}${day}.csv"`,
      "cache-control": "private, no-store",
    },
  });
}
