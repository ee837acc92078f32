import { expect, test } from "vitest";
import { filterEntries } from "@/app/(staff)/_ui/list/filter-address";
import { queueHref, readQueueFilter } from "./queue-address";

test("what an address cannot mean is dropped, and the rest stays", () => {
  const filter = readQueueFilter({
    status: "approved",
    code: ["document_expired", "abandoned"],
    country: "pt",
    from: "2026-02-30",
    to: "2026-11-21",
    q: "  NW-20418 ",
    page: "3",
  });
  expect(filterEntries(filter).sort()).toEqual([
    ["country", "PT"],
    ["q", "NW-20418"],
    ["to", "2026-11-21"],
  ]);
});

test("a changed filter starts from the first page", () => {
  const filter = readQueueFilter({ status: "in_review", after: "cursor" });
  expect(queueHref(filter, { country: "PT" })).toBe("/verifications?status=in_review&country=PT");
  expect(queueHref(filter, { status: undefined })).toBe("/verifications");
  expect(queueHref(filter, { after: "next" })).toBe("/verifications?status=in_review&after=next");
});

test("every country that a row can hold can be filtered by", () => {
  for (const country of ["PT", "UNO", "D", "unknown"]) {
    expect(readQueueFilter({ country })).toMatchObject({ country });
  }
});

test("an address reads back as the filter it was made from", () => {
  const filter = readQueueFilter({ code: "unknown", document: "id_card", q: "a+b@demo.test" });
  const url = new URL(queueHref(filter), "http://localhost");
  expect(readQueueFilter(Object.fromEntries(url.searchParams))).toEqual(filter);
});
