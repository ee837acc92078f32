import "server-only";
import { notFound, unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { requireInvited } from "@/lib/auth/invited";
import type { Invited } from "@/lib/auth/invited-of-token";
import { isStaff, type Permission } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { isPermitted, type Viewer } from "@/lib/auth/viewer-of-token";
import { LoggedError } from "@/lib/errors";
import { fieldsOf } from "@/lib/http/form";
import { currentRequestId, log } from "@/lib/log";

/** Whom an action serves: a role with this permission, every role of the staff, everybody signed in, somebody invited by a seller, or anyone at all. */
export type Audience = Permission | "staff" | "signed-in" | "invited" | "anyone";

// Distributes over a union: who may one of two things is no proof of either.
type ViewerFor<Of extends Audience> = Of extends Permission
  ? Viewer<Of>
  : Of extends "anyone"
    ? null
    : Of extends "invited"
      ? Invited
      : Viewer;

type RefusalFor<Of extends Audience, Input extends z.ZodType> =
  | (Of extends "signed-in" | "invited" | "anyone" ? never : "not_allowed")
  | (Input extends z.ZodUnknown ? never : "invalid_input");

type Declaration<Of extends Audience, Input extends z.ZodType, Done, Refused> = {
  /** Written as a literal: the test of access reads it from the source. */
  permission: Of;
  /** What is sent, parsed here and nowhere else; the fields of a form are text. `z.unknown()` where nothing is read. */
  input: Input;
  /** The answer to whoever may not or sent something else. Left out, there is nothing here for them: 404. */
  refused?: (code: RefusalFor<Of, Input>) => Refused | Promise<Refused>;
  /** The work. May end in `redirect`; what it throws otherwise is logged, and nobody is shown its text. */
  run: (call: { viewer: ViewerFor<Of>; input: z.output<Input> }) => Promise<Done>;
};

/** The answer of an action with a closed list of codes to whom it refuses. */
export const refusal = <Code extends string>(code: Code): { ok: false; code: Code } => ({ ok: false, code });

/**
 * An action that a script calls with data. This, `formAction` and `stateAction` are the only ways to write one
 * (app/server-actions.test.ts): it sends the signed-out to sign-in (from the pages of the invited to where a link is opened), refuses whom `permission` does not name, and parses its
 * input before it begins.
 *
 * The declared permission is not the proof: that is the check in the mutation, which holds for every caller. The two cannot
 * disagree, as a mutation demands its permission in the type of its viewer, and `run` has the one that is declared.
 */
export const action =
  <Of extends Audience, Input extends z.ZodType, Done, Refused = never>(
    declared: Declaration<Of, Input, Done, Refused>,
  ) =>
  (input: unknown): Promise<Done | Refused> =>
    perform(declared, input);

/** The same for `<form action>`, with script and without: takes the form's fields, ends in a redirect or draws the page anew. */
export const formAction =
  <Of extends Audience, Input extends z.ZodType>(declared: Declaration<Of, Input, void, void>) =>
  (form: FormData): Promise<void> =>
    perform(declared, fieldsOf(form));

/** The same for `useActionState`: takes the form's fields, its answer is the new state. */
export const stateAction =
  <Of extends Audience, Input extends z.ZodType, Done, Refused = never>(
    declared: Declaration<Of, Input, Done, Refused>,
  ) =>
  (_previous: unknown, form: FormData): Promise<Done | Refused> =>
    perform(declared, fieldsOf(form));

async function perform<Of extends Audience, Input extends z.ZodType, Done, Refused>(
  { permission, input, refused, run }: Declaration<Of, Input, Done, Refused>,
  sent: unknown,
): Promise<Done | Refused> {
  // The casts hold because whom a permission can exclude, and what a schema can refuse, is read from the same two here and
  // in `ViewerFor` and `RefusalFor`.
  const refuse = (code: "not_allowed" | "invalid_input") =>
    refused ? refused(code as RefusalFor<Of, Input>) : notFound();
  try {
    const viewer = await viewerFor(permission);
    if (viewer === "not_allowed") return await refuse(viewer);
    const parsed = input.safeParse(sent);
    if (!parsed.success) return await refuse("invalid_input");
    return await run({ viewer: viewer as ViewerFor<Of>, input: parsed.data });
  } catch (error) {
    // A redirect, or a page that is not there.
    unstable_rethrow(error);
    log.error("an action failed", {}, error);
    throw new LoggedError(currentRequestId());
  }
}

async function viewerFor(audience: Audience): Promise<Viewer | Invited | null | "not_allowed"> {
  if (audience === "anyone") return null;
  if (audience === "invited") return requireInvited();
  const viewer = await requireViewer();
  if (audience === "signed-in") return viewer;
  const allowed = audience === "staff" ? isStaff(viewer.role) : isPermitted(viewer, audience);
  return allowed ? viewer : "not_allowed";
}
