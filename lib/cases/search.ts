import "server-only";
import { appendAudit } from "@/lib/audit/log";
import { toEmailAddress } from "@/lib/auth/email-address";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import type { SearchRefusal } from "@/lib/cases/schema";
import { db } from "@/lib/db/client";
import { constant, read } from "@/lib/db/lists";
import { searchLength } from "@/lib/http/address";
import { addressesPerHour, peopleFound } from "@/lib/policy/limits";
import { now } from "@/lib/time";
import { uuid } from "@/lib/uuid";
import { numberOf } from "@/lib/verification/reference";
import { Prisma } from "@/prisma/generated/client";

/** What the search box asks for: a condition on `v`, the verification; null: it is empty. Or why nothing is searched. */
type PlannedSearch = { condition: Prisma.Sql | null; refusal: null } | { condition: null; refusal: SearchRefusal };

const wholeAddress = /^[^\s@]+@[^\s@]+$/;

const like = (text: string) => `${text.replace(/[\\%_]/g, "\\$&")}%`;

/**
 * What is searched for: an id of ours or Stripe's, a reference, or an e-mail address or its beginning. A role that may not
 * see addresses searches by the whole of one only, because beginnings spell one out; each such search is written to the
 * audit log, without the address, and counted against a limit, unless another site sent the person here.
 */
export async function planSearch(
  viewer: Viewer,
  q: string | undefined,
  { sentHere = false } = {},
): Promise<PlannedSearch> {
  if (q === undefined) return search(null);
  if (q.length > searchLength) return refuse("too_long");
  const byReference = referenceCondition(q);
  if (byReference) return search(byReference);

  // A whole one as it is kept, its domain in ASCII; of a beginning only the part before the "@" can be in another script.
  const address = toEmailAddress(q) ?? q.toLowerCase();
  if (may(viewer.role, "personal.read")) {
    if (await isTooWide(address)) return refuse("too_wide");
    return search(
      Prisma.sql`v.user_id in (select id from "user" where email like ${like(address)} limit ${constant(peopleFound)})`,
    );
  }
  if (!wholeAddress.test(address)) return refuse("whole_only");
  if (sentHere) return refuse("sent_here");
  if (!(await countAddressSearch(viewer))) return refuse("too_many");
  return search(Prisma.sql`v.user_id = (select id from "user" where email = ${address})`);
}

const search = (condition: Prisma.Sql | null): PlannedSearch => ({ condition, refusal: null });
const refuse = (refusal: SearchRefusal): PlannedSearch => ({ condition: null, refusal });

function referenceCondition(q: string): Prisma.Sql | null {
  const number = numberOf(q);
  if (number !== null) return Prisma.sql`v.case_number = ${number}`;
  if (uuid.test(q)) return Prisma.sql`(v.id = ${q}::uuid or v.user_id = ${q}::uuid)`;
  if (q.startsWith("vs_")) {
    return Prisma.sql`v.id = (select verification_id from verification_session where id = ${q})`;
  }
  if (q.startsWith("vr_")) {
    return Prisma.sql`v.id = (select s.verification_id from verification_report r
      join verification_session s on s.id = r.verification_session_id where r.id = ${q})`;
  }
  return null;
}

/** Counted no further than that, so that a beginning which fits everybody costs no more than another. */
async function isTooWide(beginning: string): Promise<boolean> {
  const [row] = await read<{ count: number }>(Prisma.sql`select count(*)::int as count from (
    select from "user" where email like ${like(beginning)} limit ${constant(peopleFound + 1)}) as counted`);
  return (row?.count ?? 0) > peopleFound;
}

/** Writes a search down, if there is room for it. The audit log is the count: nothing is kept twice. */
function countAddressSearch(viewer: Viewer): Promise<boolean> {
  const since = new Date(now().getTime() - 60 * 60 * 1000);
  return db.$transaction(async (tx) => {
    // Searches that come at once are counted one after the other, or each would see that there is room.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('verifications.searched'), hashtext(${viewer.userId}))`;
    // The action stands in the statement itself: its partial index serves no parameter.
    const [row] = await tx.$queryRaw<{ count: number }[]>`select count(*)::int as count from (
      select from audit_entry where action = 'verifications.searched' and actor_id = ${viewer.userId}::uuid and at > ${since}
      limit ${constant(addressesPerHour)}) as counted`;
    if ((row?.count ?? 0) >= addressesPerHour) return false;
    await appendAudit(tx, viewer, [
      { action: "verifications.searched", targetId: "verifications", subject: "address" },
    ]);
    return true;
  });
}
