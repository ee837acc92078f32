import { readBoardFilter } from "@/app/(staff)/connect/accounts/board/board-address";
import { answerExport } from "@/app/(staff)/export-answer";
import { exportAccounts } from "@/lib/connect/staff/export";

/** What the form's fields filter on the board of accounts, as CSV. */
export const POST = (request: Request): Promise<Response> =>
  answerExport(request, "/connect/accounts/export", "accounts.export", async (viewer, fields) => {
    const rows = await exportAccounts(viewer, readBoardFilter(Object.fromEntries(fields)));
    return typeof rows === "string" ? rows : { rows, name: "accounts" };
  });
