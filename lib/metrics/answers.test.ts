import { expect, test } from "vitest";
import { eventAnswered, p99OfAnswers } from "@/lib/metrics/metrics";

const answer = (times: number, seconds: number) => {
  for (let count = 0; count < times; count++) eventAnswered({ type: null, known: [] }, "queued", seconds);
};

test("99 of 100 answers took no longer than what is said, and nothing is said of none or of the endless", async () => {
  expect(await p99OfAnswers()).toEqual({ count: 0, p99Seconds: null });
  answer(99, 0.003);
  answer(1, 3);
  expect(await p99OfAnswers()).toEqual({ count: 100, p99Seconds: 0.005 });
  answer(1, 3);
  expect(await p99OfAnswers()).toEqual({ count: 101, p99Seconds: 5 });
  answer(10, 30);
  expect(await p99OfAnswers()).toEqual({ count: 111, p99Seconds: null });
});
