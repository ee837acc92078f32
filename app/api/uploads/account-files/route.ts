import { z } from "zod";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { optionalViewer } from "@/lib/auth/viewer";
import { type FileRefusal, fileTarget } from "@/lib/connect/schema";
import { uploadFile } from "@/lib/connect/uploads";
import { env } from "@/lib/env";
import { FileError, readFilePart } from "@/lib/http/file-part";
import { rulesOf } from "@/lib/http/routes";
import { isFromOurPages } from "@/lib/http/same-origin";

const { bodyBytes } = rulesOf("/api/uploads/account-files");

/** What the address says of the file; the form has nothing but it. */
const address = fileTarget.extend({
  person: fileTarget.shape.person.or(z.literal("").transform(() => null)),
  /** The page that a form without script comes from, and goes back to. */
  back: z
    .string()
    .regex(/^\/connect[\w/?=&.-]*$/)
    .catch("/connect"),
});

/** What went wrong before anybody looked at the file. */
type Refusal = FileRefusal | "signed_out" | "not_allowed" | "invalid_input";

const statuses: Partial<Record<Refusal, number>> = {
  ...{ signed_out: 401, not_allowed: 403, invalid_input: 400, interrupted: 408, too_large: 413, format: 415 },
  ...{ too_often: 429, stripe_unavailable: 503, stripe_busy: 503 },
};

/**
 * Takes one file of the seller's and passes it on to Stripe while it comes in; it is never in memory as a whole, on a disk or in the
 * database. The address says whose document it is and which side. To a script the answer is `{id}` or `{error}`; a form without
 * script is sent back to its page.
 */
export async function POST(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const target = address.safeParse({ person: "", ...Object.fromEntries(searchParams) });
  const byScript = request.headers.get("accept") === "application/json";
  const back = target.success ? target.data.back : "/connect";
  const answer = (result: { id: string } | { error: Refusal }) => {
    if (byScript) return Response.json(result, { status: "id" in result ? 201 : (statuses[result.error] ?? 409) });
    const page = new URL(back, env().appUrl);
    page.searchParams.set("part", target.data?.part ?? "");
    if ("error" in result) page.searchParams.set("file", result.error);
    return new Response(null, { status: 303, headers: { location: page.href } });
  };

  if (!isFromOurPages(request.headers, env().appUrl)) return Response.json({ error: "not_allowed" }, { status: 403 });
  const viewer = await optionalViewer();
  if (!viewer) {
    if (byScript) return answer({ error: "signed_out" });
    const signIn = new URL(signInPath(toCallbackPath(back, env().appUrl)), env().appUrl);
    return new Response(null, { status: 303, headers: { location: signIn.href } });
  }
  if (!target.success) return answer({ error: "invalid_input" });
  try {
    const sent = await uploadFile(viewer, target.data, await readFilePart(request, bodyBytes));
    return answer(sent.ok ? { id: sent.id } : { error: sent.code });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === "cut_off") return answer({ error: "interrupted" });
    return answer({ error: error.code === "too_large" ? "too_large" : "invalid_input" });
  }
}
