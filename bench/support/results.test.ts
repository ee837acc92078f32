import { expect, test } from "vitest";
import { updateResults } from "./results.ts";

const older = `# Results

Above.

- A machine, 2026-01-01: idle, queue
- A machine, 2026-01-02: pages

|                 | ours | floor |  ratio |    aim |         |
| --------------- | ---: | ----: | -----: | -----: | ------: |
| idle: CPU       |  2 % |   1 % | 2.000× |  ≤ 3 % | reached |
| a page of queue | 5 ms |  5 ms | 1.000× |        |         |

Below.

| a table | of another kind |
| ------- | --------------- |
| written | by hand         |

The end.
`;

const idle = { what: "idle: CPU", unit: "%", ours: 4, floor: 1, ratio: 4, aim: { of: "ours", most: 3 } } as const;
const fresh = { what: "something new", unit: "ms", ours: 1, floor: 1, ratio: 1, aim: null };

test("a run replaces its own lines and says where they come from, and what people wrote around them stays", () => {
  const run = { figures: [idle, fresh], measures: ["idle", "memory"], where: "A machine, 2026-01-02" };
  expect(updateResults(older, run)).toBe(`# Results

Above.

- A machine, 2026-01-01: queue
- A machine, 2026-01-02: pages, idle, memory

|                 | ours | floor |  ratio |   aim |        |
| --------------- | ---: | ----: | -----: | ----: | -----: |
| idle: CPU       |  4 % |   1 % | 4.000× | ≤ 3 % | missed |
| a page of queue | 5 ms |  5 ms | 1.000× |       |        |
| something new   | 1 ms |  1 ms | 1.000× |       |        |

Below.

| a table | of another kind |
| ------- | --------------- |
| written | by hand         |

The end.
`);
});
