import { expect, test } from "vitest";
import { inParallel } from "./parallel.ts";

test("each item is worked on once, at most so many at once, and the results keep the items' order", async () => {
  let running = 0;
  let most = 0;
  const doubled = await inParallel(3, [1, 2, 3, 4, 5, 6, 7], async (item, index) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return [index, item * 2];
  });
  expect(most).toBe(3);
  expect(doubled).toEqual([
    [0, 2],
    [1, 4],
    [2, 6],
    [3, 8],
    [4, 10],
    [5, 12],
    [6, 14],
  ]);
});

test("a failure is thrown", async () => {
  const work = (item: number) => (item === 2 ? Promise.reject(new Error("the second")) : Promise.resolve(item));
  await expect(inParallel(2, [1, 2, 3], work)).rejects.toThrow("the second");
});
