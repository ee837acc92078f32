import { takeFile } from "@/app/api/uploads/take-file";
import { optionalInvited } from "@/lib/auth/invited";

/** Takes one file of somebody invited for Stripe, as `takeFile`: of her own documents alone. */
export const POST = async (request: Request): Promise<Response> =>
  takeFile(request, { who: await optionalInvited(), home: "/invited/tasks", entrance: () => "/invited" });
