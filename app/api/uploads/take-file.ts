import { z } from "zod";
import type { Answerer } from "@/lib/connect/invited";
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
    .regex(/^\/(connect|invited)[\w/?=&.-]*$/)
    .optional()
    .catch(undefined),
});

/** What went wrong before anybody looked at the file. */
type Refusal = FileRefusal | "signed_out" | "not_allowed" | "invalid_input";

const statuses: Partial<Record<Refusal, number>> = {
  ...{ signed_out: 401, not_allowed: 403, invalid_input: 400, interrupted: 408, too_large: 413, format: 415 },
  ...{ too_often: 429, stripe_unavailable: 503, stripe_busy: 503 },
};

/** Who sends, and where they come from. `entrance`: where whoever has no proof is sent, by the page they came from. */
type Sender = { who: Answerer | null; home: string; entrance: (back: string) => string };

/**
 * Takes one file and passes it on to Stripe while it comes in; it is never in memory as a whole, on a disk or in the database. The
 * address says whose document it is and which side. To a script the answer is `{id}` or `{error}`; a form without script is sent back
 * to its page.
 */
export async function takeFile(request: Request, { who, home, entrance }: Sender): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const target = address.safeParse({ person: "", ...Object.fromEntries(searchParams) });
  const byScript = request.headers.get("accept") === "application/json";
  const sentFrom = target.data?.back;
  const back = sentFrom?.startsWith(home) ? sentFrom : home;
  const answer = (result: { id: string } | { error: Refusal }) => {
    if (byScript) return Response.json(result, { status: "id" in result ? 201 : (statuses[result.error] ?? 409) });
    const page = new URL(back, env().appUrl);
    page.searchParams.set("part", target.data?.part ?? "");
    if ("error" in result) page.searchParams.set("file", result.error);
    return new Response(null, { status: 303, headers: { location: page.href } });
  };

  if (!isFromOurPages(request.headers, env().appUrl)) return Response.json({ error: "not_allowed" }, { status: 403 });
  if (!who) {
    if (byScript) return answer({ error: "signed_out" });
    const location = new URL(entrance(back), env().appUrl).href;
    return new Response(null, { status: 303, headers: { location } });
  }
  if (!target.success) return answer({ error: "invalid_input" });
  try {
    const sent = await uploadFile(who, target.data, await readFilePart(request, bodyBytes));
    return answer(sent.ok ? { id: sent.id } : { error: sent.code });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === "cut_off") return answer({ error: "interrupted" });
    return answer({ error: error.code === "too_large" ? "too_large" : "invalid_input" });
  }
}
