import "server-only";
import { notFound } from "next/navigation";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getEventDetail, getEventPage, getReplayPlan } from "@/lib/events/data";
import type { EventDetail, EventFilter, EventPage, ReplayPlan } from "@/lib/events/schema";

/** A page of events; for a role that may not, the page does not exist. */
export const loadEvents = async (viewer: Viewer, filter: EventFilter): Promise<EventPage> =>
  (await getEventPage(viewer, filter)) ?? notFound();

/** One event; what is not there or not for this viewer does not exist. */
export const loadEvent = async (viewer: Viewer, id: string): Promise<EventDetail> =>
  (await getEventDetail(viewer, id)) ?? notFound();

/** What a replay of a filter would ask for. */
export const loadReplayPlan = async (viewer: Viewer, filter: EventFilter): Promise<ReplayPlan> =>
  (await getReplayPlan(viewer, filter)) ?? notFound();
