import { takeFile } from "@/app/api/uploads/take-file";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { optionalViewer } from "@/lib/auth/viewer";
import { env } from "@/lib/env";

/** Takes one file of the seller's for Stripe, as `takeFile`. */
export const POST = async (request: Request): Promise<Response> =>
  takeFile(request, {
    who: await optionalViewer(),
    home: "/connect",
    entrance: (back) => signInPath(toCallbackPath(back, env().appUrl)),
  });
