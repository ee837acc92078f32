import { answerExport } from "@/app/(staff)/export-answer";
import { readQueueFilter } from "@/app/(staff)/verifications/queue-address";
import { exportVerifications } from "@/lib/cases/export";
import { exportFromStripe } from "@/lib/reconciler/stripe-export";

/** What the form's fields filter, as CSV; with `source=stripe` what Stripe lists for the days, beside ours. */
export const POST = (request: Request): Promise<Response> =>
  answerExport(request, "/verifications/export", "verifications.export", async (viewer, fields) => {
    const filter = readQueueFilter(Object.fromEntries(fields));
    const fromStripe = fields.get("source") === "stripe";
    const rows = await (fromStripe ? exportFromStripe(viewer, filter) : exportVerifications(viewer, filter));
    return typeof rows === "string" ? rows : { rows, name: fromStripe ? "verifications-stripe" : "verifications" };
  });
