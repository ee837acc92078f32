import type { RequirementStep } from "@/lib/connect/schema";

/** What an entry is at a time, the most telling first. */
export const laneStates = ["failed", "due", "checking", "later", "settled"] as const;

/** One of them. */
export type LaneState = (typeof laneStates)[number];

/** A stretch of time in one state, in milliseconds since 1970. */
type Stretch = { state: LaneState; from: number; to: number };

/** One thing that was asked for, over time, oldest stretch first. */
export type Lane = { key: string; stretches: Stretch[] };

function stateAfter({ change, list, code }: RequirementStep, before: LaneState | null): LaneState | null {
  if (change === "met") return "settled";
  if (change === "dropped") return null;
  if (change === "answered") return before;
  if (list === "pending") return "checking";
  if (list === "eventually") return "later";
  return code === null ? "due" : "failed";
}

/** The stretches of one entry, whose steps come oldest first. */
function stretchesOf(steps: readonly RequirementStep[], end: number): Stretch[] {
  const stretches: Stretch[] = [];
  let state: LaneState | null = null;
  let from = 0;
  const close = (to: number) => {
    if (state !== null && to > from) stretches.push({ state, from, to });
  };
  for (const step of steps) {
    const at = Date.parse(step.at);
    const next = stateAfter(step, state);
    if (next === state) continue;
    close(at);
    state = next;
    from = at;
  }
  close(end);
  return stretches;
}

/** Several at once: at each time the most telling state of all. */
function merge(all: readonly Stretch[]): Stretch[] {
  const times = [...new Set(all.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const merged: Stretch[] = [];
  times.forEach((from, index) => {
    const to = times[index + 1];
    if (to === undefined) return;
    const state = laneStates.find((each) =>
      all.some((stretch) => stretch.state === each && stretch.from <= from && stretch.to >= to),
    );
    const last = merged.at(-1);
    if (!state) return;
    if (last?.state === state && last.to === from) last.to = to;
    else merged.push({ state, from, to });
  });
  return merged;
}

/** A lane for each key, in the order in which each was first asked for. `history` comes newest first. */
export function toLanes(
  history: readonly RequirementStep[],
  keyOf: (step: RequirementStep) => string,
  end: number,
): Lane[] {
  const byKey = Map.groupBy(history.toReversed(), keyOf);
  return [...byKey].map(([key, steps]) => {
    const byEntry = Map.groupBy(steps, ({ personId, entry }) => `${personId} ${entry}`);
    return { key, stretches: merge([...byEntry.values()].flatMap((own) => stretchesOf(own, end))) };
  });
}
