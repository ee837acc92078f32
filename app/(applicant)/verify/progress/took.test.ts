import { expect, test } from "vitest";
import { shortDuration } from "@/i18n/format";
import { tookMs } from "./took";

const at = (time: string) => `2026-11-21T${time}.000Z`;

test("the check took as long as from the press to the result", () => {
  const took = tookMs({ startedAt: at("14:00:00"), verifiedAt: at("14:01:48") });
  expect(took && shortDuration(took, "en")).toBe("1 min 48 secs");
});

test.each([
  ["was never opened here", null, at("14:00:00")],
  ["has no result", at("14:00:00"), null],
  ["was opened again after the result", at("15:00:00"), at("14:00:00")],
])("nothing is said of how long it took where the check %s", (_what, startedAt, verifiedAt) => {
  expect(tookMs({ startedAt, verifiedAt })).toBeNull();
});
