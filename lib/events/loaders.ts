import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getEventDetail, getEventPage, getReplayPlan } from "@/lib/events/data";
import type {
  Drift,
  EndpointHealth,
  EventDetail,
  EventFilter,
  EventPage,
  MendedDrift,
  ReplayPlan,
} from "@/lib/events/schema";
import { getEndpointHealth } from "@/lib/health/endpoint";
import { getDrift, listMended } from "@/lib/reconciler/drift";

/** A page of events; for a role that may not, the page does not exist. */
export const loadEvents = async (viewer: Viewer, filter: EventFilter): Promise<EventPage> =>
  (await getEventPage(viewer, filter)) ?? notFound();

/** One event; what is not there or not for this viewer does not exist. */
export const loadEvent = cache(
  async (viewer: Viewer, id: string): Promise<EventDetail> => (await getEventDetail(viewer, id)) ?? notFound(),
);

/** How endpoint, queue and reconciler are doing. */
export const loadEndpointHealth = async (viewer: Viewer): Promise<EndpointHealth> =>
  (await getEndpointHealth(viewer)) ?? notFound();

/** What a replay of a filter would ask for. */
export const loadReplayPlan = async (viewer: Viewer, filter: EventFilter): Promise<ReplayPlan> =>
  (await getReplayPlan(viewer, filter)) ?? notFound();

/** What Stripe says about a session beside what we hold; asks Stripe at each call. */
export const loadDrift = async (viewer: Viewer, verificationSessionId: string): Promise<Drift> =>
  (await getDrift(viewer, verificationSessionId)) ?? notFound();

/** What the reconciler's syncs found to differ, newest first. */
export const loadMended = async (viewer: Viewer): Promise<MendedDrift[]> => (await listMended(viewer)) ?? notFound();
