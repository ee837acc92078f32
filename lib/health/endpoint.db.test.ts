import { describe, expect, test } from "vitest";
import { readShell } from "@/lib/cases/shell";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { getEndpointHealth } from "@/lib/health/endpoint";
import { sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { recordFixed, recordRound } from "@/lib/reconciler/findings";
import { signInSomebody } from "@/testkit/in-process/people";

describe("the endpoint's health", () => {
  test("tells the last event, the share that failed, another mode and another api_version", async () => {
    const now = Date.now();
    const recent = (id: string, extra: object) => ({
      id,
      type: "identity.verification_session.verified",
      objectId: `vs_${id}`,
      livemode: false,
      apiVersion: "2026-10-28.endive",
      outcome: "processed" as const,
      createdAt: new Date(now),
      receivedAt: new Date(now - 60_000),
      ...extra,
    });
    await db.stripeEvent.createMany({
      data: [
        recent("evt_r1", {}),
        recent("evt_r2", { outcome: "failed", failureCode: "unexpected" }),
        recent("evt_r3", { livemode: true }),
        recent("evt_r4", { apiVersion: "2026-09-30.endive", receivedAt: new Date(now - 1_000) }),
      ],
    });
    await enqueueSyncs(db, [sessionTarget("vs_evt_r1")]);
    const health = await getEndpointHealth(await signInSomebody("developer"));
    expect(health?.lastEvent).toMatchObject({ id: "evt_r4", apiVersion: "2026-09-30.endive" });
    expect(health?.recent).toEqual({ events: 4, failed: 1, otherMode: 1, otherVersion: 1 });
    expect(health?.hours).toHaveLength(24);
    expect(health?.hours.reduce((sum, hour) => sum + hour.events, 0)).toBe(4);
    expect(health?.hours.reduce((sum, hour) => sum + hour.failed, 0)).toBe(1);
    expect(health?.secrets.every((end) => end.length === 4)).toBe(true);
    expect(health?.queue).toMatchObject({ waiting: { value: 1, more: false }, oldestAt: expect.any(String) });
  });

  test("tells of an event that Stripe brought, here and in the frame of every page, and of none that had to be asked for", async () => {
    await db.stripeEvent.deleteMany();
    const developer = await signInSomebody("developer");
    const told = async () => ({
      event: (await getEndpointHealth(developer))?.lastEvent?.id ?? null,
      at: (await readShell(developer)).lastWebhookAt?.toISOString() ?? null,
    });
    const came = async (id: string, minute: number, deliveries: number) => {
      const at = new Date(Date.UTC(2026, 10, 21, 9, minute));
      const [type, objectId] = ["identity.verification_session.verified", "vs_came"];
      const event = { id, type, objectId, livemode: false, outcome: "processed" as const };
      await db.stripeEvent.create({ data: { ...event, createdAt: at, receivedAt: at, deliveries } });
      return { event: id, at: at.toISOString() };
    };
    await came("evt_asked1", 1, 0);
    expect(await told()).toEqual({ event: null, at: null });
    const brought = await came("evt_brought", 2, 1);
    await came("evt_asked2", 3, 0);
    expect(await told()).toEqual(brought);
    expect(await told()).not.toEqual(await came("evt_broughtToo", 4, 3));
    expect((await told()).event).toBe("evt_broughtToo");
  });

  test("tells when the reconciler compared, how much its last round asked about, and the newest 20 that differed", async () => {
    await recordRound({ unanswered: 5, stuck_processing: 7, dead_letter: 2 });
    await recordRound({ unanswered: 3, dead_letter: 1 });
    for (let index = 1; index <= 25; index++) {
      await recordFixed(sessionTarget(`vs_${index}`), "unanswered", {
        field: "reports",
        held: null,
        found: String(index),
      });
    }
    const newer = { targetType: "of_a_newer_build", targetId: "xx_1", kind: "unanswered", field: "status" };
    await db.fixedDrift.create({ data: { ...newer, held: null, found: null, fixedAt: new Date() } });
    const health = await getEndpointHealth(await signInSomebody("developer"));
    const { roundAt, nextAt, asked, fixed } = health?.reconciler ?? {};
    expect(asked).toBe(3);
    expect(Date.parse(nextAt ?? "") - Date.parse(roundAt ?? "")).toBe(env().reconcileIntervalSeconds * 1000);
    expect(fixed?.map(({ found }) => Number(found))).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
    expect(fixed?.[0]).toMatchObject({
      target: sessionTarget("vs_25"),
      kind: "unanswered",
      field: "reports",
      held: null,
    });
  });
});
