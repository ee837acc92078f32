import { notFound } from "next/navigation";
import { askedBy } from "@/i18n/negotiate";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import type { Permission } from "@/lib/auth/permissions";
import { optionalViewer } from "@/lib/auth/viewer";
import { isPermitted, type Viewer } from "@/lib/auth/viewer-of-token";
import { env } from "@/lib/env";
import { readBody } from "@/lib/http/body";
import { type RefusalStatus, refusalOf } from "@/lib/http/refusal";
import { rulesOf } from "@/lib/http/routes";
import { isFromOurPages } from "@/lib/http/same-origin";
import { now } from "@/lib/time";

/**
 * What is exported: rows under a file's name without day and ending; or that this role may not, searches for what is not
 * searched for, or asks too often.
 */
type Exported = { rows: ReadableStream<Uint8Array>; name: string } | "not_allowed" | "search_refused" | "too_often";

function refuse(as: RefusalStatus, request: Request): Response {
  const { status, headers, text } = refusalOf(as, askedBy(request.headers));
  return new Response(text, { status, headers });
}

/**
 * Answers the form of an export at `path` with the CSV that `run` makes of its fields. A POST, as it writes to the audit log: 403
 * for another site's form. Looks like nothing to whoever has not this permission.
 */
export async function answerExport<const May extends Permission>(
  request: Request,
  path: string,
  permission: May,
  run: (viewer: Viewer<May>, fields: URLSearchParams) => Promise<Exported>,
): Promise<Response> {
  const { appUrl } = env();
  if (!isFromOurPages(request.headers, appUrl)) return refuse(403, request);
  const viewer = await optionalViewer();
  // 303 and not Next's 307, by which the browser would send the form to the sign-in page.
  if (!viewer) {
    const listPath = toCallbackPath(request.headers.get("referer"), appUrl);
    return Response.redirect(new URL(signInPath(listPath), appUrl), 303);
  }
  if (!isPermitted(viewer, permission)) notFound();

  const body = await readBody(request, rulesOf(path).bodyBytes);
  if (!body.ok) return body.code === "too_large" ? refuse(413, request) : new Response(null, { status: 408 });
  const exported = await run(viewer, new URLSearchParams(body.bytes.toString("utf8")));
  if (exported === "not_allowed") notFound();
  if (exported === "search_refused") return refuse(422, request);
  if (exported === "too_often") return refuse(429, request);

  return new Response(exported.rows, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${exported.name}-${now().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "private, no-store",
    },
  });
}
