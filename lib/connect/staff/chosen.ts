import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { askedByHandAt } from "@/lib/connect/asked-line";
import { shownName } from "@/lib/connect/staff/board";
import { mayAskAgain } from "@/lib/connect/staff/rules";
import type { ChosenAccount } from "@/lib/connect/staff/schema";
import { read } from "@/lib/db/lists";
import { viewOfPeople } from "@/lib/pii/person";
import { askedAtOnce } from "@/lib/policy/limits";
import { now } from "@/lib/time";
import { uuid } from "@/lib/uuid";
import { type ConnectedAccount, type DataKey, Prisma } from "@/prisma/generated/client";

type Line = Pick<ConnectedAccount, "id" | "userId" | "stripeId" | "name" | "country" | "status" | "dueCount"> & {
  askedByHandAt: Date | null;
  dataKeyId: DataKey["id"] | null;
} & { [Name in "keyId" | "wrappedKey"]: DataKey[Name] | null };

/**
 * The accounts of these ids, and whether the viewer may write to each now, nearest deadline first. Ids of none are left out.
 * Null for a role that may not write to several, and for more than may be chosen at once.
 */
export async function getChosenAccounts(viewer: Viewer, ids: readonly string[]): Promise<ChosenAccount[] | null> {
  if (!may(viewer.role, "accounts.ask_several") || ids.length > askedAtOnce) return null;
  const lines = await read<Line>(Prisma.sql`
    select a.id, a.user_id as "userId", a.stripe_id as "stripeId", a.name, a.country, a.status, a.due_count as "dueCount",
      ${askedByHandAt} as "askedByHandAt",
      k.id as "dataKeyId", k.key_id as "keyId", k.wrapped_key as "wrappedKey"
    from connected_account a left join data_key k on k.user_id = a.user_id and k.destroyed_at is null
    where a.id = any(${ids.filter((id) => uuid.test(id))}::uuid[]) order by a.due_by nulls last, a.id`);
  const at = now();
  return viewOfPeople((opening) =>
    lines.map((line) => {
      const name = shownName(line, viewer, opening);
      return {
        id: line.id,
        stripeId: line.stripeId,
        name,
        country: line.country,
        due: line.dueCount,
        ask: mayAskAgain(viewer, line, at, { unreadable: name.kind === "unreadable" }),
      };
    }),
  );
}
