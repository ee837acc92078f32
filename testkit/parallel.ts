/**
 * Does `work` with each item, at most so many at once, and returns what came of each, in the items' order. Each item is taken
 * only when its turn has come, so that `items` may be endless until something ends them. The first failure is thrown.
 */
export async function inParallel<Item, Result>(
  atOnce: number,
  items: Iterable<Item>,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items[Symbol.iterator]();
  let taken = 0;
  const takeNext = async () => {
    // One iterator for all: each takes the next that nobody has taken.
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      const index = taken++;
      results[index] = await work(next.value, index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeNext));
  return results;
}
