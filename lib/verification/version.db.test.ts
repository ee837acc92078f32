import { expect, test } from "vitest";
import { versionOf } from "@/lib/verification/data";

const at = (day: number) => new Date(Date.UTC(2026, 10, day));

test("a page that follows a verification hears of the beginning of its deletion, and of the end, where its session says nothing new", () => {
  const standing = { status: "verified" as const, currentSession: { changedAt: at(1) } };
  const versions = [
    versionOf({ ...standing, redactionRequestedAt: null, redactedAt: null }),
    versionOf({ ...standing, redactionRequestedAt: at(2), redactedAt: null }),
    versionOf({ ...standing, redactionRequestedAt: at(2), redactedAt: at(6) }),
  ];
  expect(new Set(versions).size).toBe(3);
  expect(versionOf(null)).toBe("none");
});
