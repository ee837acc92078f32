import { expect, test } from "vitest";
import { until } from "./until.ts";

test("it asks until the condition holds, and what is thrown on the way counts as not yet", async () => {
  const answers = [() => Promise.reject(new Error("away")), async () => false, async () => true];
  await until("the third answer", () => (answers.shift() ?? expect.unreachable)());
  expect(answers).toEqual([]);
});

test("what does not come true in time is an error that says what was waited for, and why not", async () => {
  const waiting = until("the kettle boils", () => Promise.reject(new Error("no water")), 1);
  await expect(waiting).rejects.toMatchObject({
    message: "not within 0.001 s: the kettle boils",
    cause: { message: "no water" },
  });
});
