import { expect, test } from "vitest";
import { filterEntries } from "@/app/(staff)/_ui/list/filter-address";
import { eventsHref, readEventFilter } from "./events-address";

test("what an address cannot mean is dropped, and the rest stays", () => {
  const filter = readEventFilter({
    outcome: "approved",
    type: ["a.b", "c.d"],
    from: "2026-02-30",
    to: "2026-11-21",
    q: "  evt_1 ",
    page: "3",
  });
  expect(filterEntries(filter).sort()).toEqual([
    ["q", "evt_1"],
    ["to", "2026-11-21"],
  ]);
});

test("a changed filter starts from the first page", () => {
  const filter = readEventFilter({ outcome: "failed", after: "cursor" });
  expect(eventsHref(filter, { type: "customer.created" })).toBe("/events?outcome=failed&type=customer.created");
  expect(eventsHref(filter, { outcome: undefined })).toBe("/events");
  expect(eventsHref(filter, { after: "next" })).toBe("/events?outcome=failed&after=next");
});

test("an address reads back as the filter it was made from", () => {
  const filter = readEventFilter({ outcome: "queued", type: "identity.verification_session.verified", q: "vs_1" });
  const url = new URL(eventsHref(filter), "http://localhost");
  expect(readEventFilter(Object.fromEntries(url.searchParams))).toEqual(filter);
});
