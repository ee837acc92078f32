import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { shownReason } from "@/lib/connect/staff/shown-reason";
import { read } from "@/lib/db/lists";
import { isAppError } from "@/lib/errors";
import { maySync } from "@/lib/events/rules";
import { type Target, targetTypes } from "@/lib/jobs/definitions";
import {
  type ComparedField,
  type ComparedSide,
  comparedFields,
  type Drift,
  type FixedDrift,
} from "@/lib/reconciler/schema";
import { kinds } from "@/lib/reconciler/targets";
import { Prisma } from "@/prisma/generated/client";
import type { Role } from "@/prisma/generated/enums";

// Only types that this build knows: a newer one may have written others.
const knownTypes = Prisma.raw(targetTypes.map((type) => `'${type}'`).join(", "));

/** What the reconciler's syncs found to differ, and fixed, newest first, at most 20; the rows are for `toFixed`. */
export const fixedRows = Prisma.sql`select id::text, target_type as type, verification_session_id as "targetId", kind, field,
  held, found, mended_at as "fixedAt" from mended_drift where target_type in (${knownTypes})
  order by mended_drift.id desc limit 20`;

/** A row of `fixedRows`, whose time is text where it comes in JSON. */
export type FixedRow = Omit<FixedDrift, "target" | "field" | "fixedAt"> & {
  type: Target["type"];
  targetId: string;
  field: string;
  fixedAt: Date | string;
};

/** The fields of one type, as those of any. */
const compared = (type: Target["type"]): readonly ComparedField[] => comparedFields[type];

/** What one side says in a field, as this role may read it. */
const shown = <Word extends string | number | null>(role: Role, field: string, word: Word) =>
  field === "disabledReason" && typeof word === "string" ? shownReason(role, word) : word;

/** What pages show this role of such rows: none that reads alike on both sides, which would tell that one side is another word. */
export const toFixed = (role: Role, rows: readonly FixedRow[]): FixedDrift[] =>
  rows
    .map(({ type, targetId, field, held, found, fixedAt, ...row }) => ({
      ...row,
      held: shown(role, field, held),
      found: shown(role, field, found),
      target: { type, id: targetId },
      field: compared(type).find((known) => known === field) ?? ("unknown" as const),
      fixedAt: new Date(fixedAt).toISOString(),
    }))
    .filter(({ held, found }) => held !== found);

/** What the reconciler's syncs found to differ, and fixed, newest first, at most 20. Null for a role that may not. */
export async function listFixed(viewer: Viewer): Promise<FixedDrift[] | null> {
  if (!may(viewer.role, "events.read")) return null;
  return toFixed(viewer.role, await read<FixedRow>(fixedRows));
}

/** Asks Stripe about a target and compares the answer with our rows; writes nothing. Null for a role that may not. */
export async function getDrift(viewer: Viewer, target: Target): Promise<Drift | null> {
  if (!may(viewer.role, "events.read")) return null;
  const kind = kinds[target.type];
  const [held, { stripe, side: theirs }, verification] = await Promise.all([
    kind.held(target.id),
    askStripe(target),
    kind.verification(viewer, target.id),
  ]);
  const ours = held?.side ?? null;
  return {
    target,
    held: held !== null,
    syncedAt: held?.syncedAt.toISOString() ?? null,
    stripe,
    fields: compared(target.type).map((field) => {
      const said = {
        ours: shown(viewer.role, field, ours?.[field] ?? null),
        theirs: shown(viewer.role, field, theirs?.[field] ?? null),
      };
      // As they read here: that two differ which read alike would tell this role what it must not read.
      return { field, ...said, differs: ours !== null && theirs !== null && said.ours !== said.theirs };
    }),
    verification,
    sync: maySync(viewer),
  };
}

async function askStripe({ type, id }: Target): Promise<{ stripe: Drift["stripe"]; side: ComparedSide | null }> {
  try {
    const side = await kinds[type].atStripe(id);
    return { stripe: side ? "known" : "absent", side };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { stripe: "unavailable", side: null };
  }
}
