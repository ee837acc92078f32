import { type Answer, may, type Permission } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import type { Target } from "@/lib/jobs/definitions";
import type { EventOutcome } from "@/prisma/generated/enums";

/*
 * What may be done with an event, and why not: asked by the page, whether to offer it, and by the mutation, whether to
 * refuse it.
 */

type Actor = Pick<Viewer, "role">;

/** The role first: whoever may not act learns nothing of the event. */
const answer = <Why extends string>(
  actor: Actor,
  permission: Permission,
  why: Why | null,
): Answer<Why | "not_allowed"> => {
  if (!may(actor.role, permission)) return { ok: false, why: "not_allowed" };
  return why === null ? { ok: true } : { ok: false, why };
};

/** Running the sync once more that an event asked for. */
export const mayReplay = (actor: Actor, { target }: { target: Target | null }) =>
  answer(actor, "events.replay", target === null ? "nothing_to_replay" : null);

/** Running the syncs of all events that a filter holds; `events`: how many concern what we follow, null before they are counted. */
export const mayReplayFilter = (actor: Actor, { events }: { events: number | null }) =>
  answer(actor, "events.replay", events === 0 ? "nothing_to_replay" : null);

/** Reading an object of Stripe's now, without an event. */
export const maySync = (actor: Actor) => answer<never>(actor, "events.replay", null);

/** Letting go of a dead letter. */
export const mayDiscard = (actor: Actor, { outcome }: { outcome: EventOutcome | null }) =>
  answer(actor, "events.discard", outcome === "failed" ? null : "wrong_outcome");

/** Every action on an event and what its rule says. */
export const eventActions = (actor: Actor, event: { target: Target | null; outcome: EventOutcome }) => ({
  replay: mayReplay(actor, event),
  discard: mayDiscard(actor, event),
});
