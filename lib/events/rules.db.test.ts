import { expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { getEventDetail, getEventPage, getReplayPlan } from "@/lib/events/data";
import { discardEvent, replayEvent, replayFilter } from "@/lib/events/mutations";
import { EventOutcome, Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";

const may: Record<"replay" | "discard", readonly Role[]> = {
  replay: ["developer", "admin"],
  discard: ["developer", "admin"],
};
const mayRead: readonly Role[] = ["auditor", "developer", "admin"];

let serial = 0;

async function anEvent(outcome: EventOutcome, concerns: boolean): Promise<string> {
  const id = `evt_rule${serial++}`;
  await db.stripeEvent.create({
    data: {
      id,
      type: concerns ? "identity.verification_session.verified" : "unreadable",
      objectId: concerns ? `vs_rule${serial}` : null,
      livemode: false,
      outcome,
      failureCode: outcome === "failed" ? "unexpected" : null,
      createdAt: new Date(),
      processedAt: outcome === "queued" ? null : new Date(),
    },
  });
  return id;
}

const events = Object.values(EventOutcome).flatMap((outcome) =>
  [true, false].map((concerns) => ({ outcome, concerns })),
);

test.each(events)(
  "an event that is $outcome, of a session: $concerns, is offered to every role what is done for it",
  async ({ outcome, concerns }) => {
    for (const role of Object.values(Role)) {
      const viewer = await signInSomebody(role);
      for (const action of ["replay", "discard"] as const) {
        const id = await anEvent(outcome, concerns);
        const possible =
          action === "replay" ? concerns || "nothing_to_replay" : outcome === "failed" || "wrong_outcome";
        const why = may[action].includes(role) ? possible : "not_allowed";
        const detail = await getEventDetail(viewer, id);
        const row = (await getEventPage(viewer, { q: id }))?.rows[0];
        if (mayRead.includes(role))
          expect(detail?.actions[action]).toEqual(why === true ? { ok: true } : { ok: false, why });
        expect(row?.actions).toEqual(detail?.actions);

        const answer = await (action === "replay" ? replayEvent(viewer, id) : discardEvent(viewer, id, "test_data"));
        expect(answer, `${role} ${action}`).toEqual(why === true ? { ok: true } : { ok: false, code: why });
      }
    }
  },
);

test.each([true, false])(
  "a filter whose event is of a session: %s, is offered to every role what is done for it",
  async (concerns) => {
    for (const role of Object.values(Role)) {
      const viewer = await signInSomebody(role);
      const filter = { q: await anEvent("failed", concerns) };
      const plan = await getReplayPlan(viewer, filter);
      const answer = await replayFilter(viewer, filter);
      const told = plan?.replay.ok === false ? { ok: false, code: plan.replay.why } : { ok: true, count: 1 };
      expect(answer, role).toEqual(may.replay.includes(role) ? told : { ok: false, code: "not_allowed" });
      expect(plan !== null, role).toBe(may.replay.includes(role));
      if (plan) expect(plan.replay.ok, role).toBe(concerns);
    }
  },
);
