import { expect, test } from "vitest";
import { boardHref, readBoardFilter } from "./board-address";

test("what an address cannot mean is dropped, and the rest stays", () => {
  const filter = readBoardFilter({
    status: "approved",
    payouts: "5",
    reason: ["listed", "other"],
    country: "pt",
    task: "id",
    q: "  acct_1 ",
    page: "3",
  });
  expect(JSON.parse(JSON.stringify(filter))).toEqual({ country: "PT", task: "id", q: "acct_1" });
});

test("an address reads back as the filter it was made from", () => {
  const filter = readBoardFilter({
    status: "past_due",
    payouts: "within_14",
    reason: "requirements.past_due",
    country: "JP",
  });
  const url = new URL(boardHref(filter), "http://localhost");
  expect(readBoardFilter(Object.fromEntries(url.searchParams))).toEqual(filter);
});
