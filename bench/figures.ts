/** One line of the result. */
export type Figure = {
  what: string;
  unit: string;
  ours: number;
  /** What the same costs at least, measured in the same run. */
  floor: number;
  /** How many times the floor ours is; above 1 is worse. */
  ratio: number;
  /** What we want to stay under; a wish, which fails nothing. */
  aim: { of: "ratio" | "ours"; most: number } | null;
};

/** The middle value; the mean of the two middle ones of an even count. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

/** The median of what each round's pair makes: what slows the machine for a while slows both sides of a round. */
export function medianRatio(ours: readonly number[], floor: readonly number[]): number {
  return median(ours.map((value, round) => value / (floor[round] ?? Number.NaN)));
}

const columns = ["", "ours", "floor", "ratio", "aim", ""];

/** The figures as a table: its lines for a terminal, or in Markdown. */
export function toTable(figures: readonly Figure[], style: "plain" | "markdown"): string[] {
  const rows = [columns, ...figures.map(toCells)];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const lines = rows.map((row) => row.map(pad));
  if (style === "plain") return lines.map((cells) => cells.join("   ").trimEnd());

  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [lines[0] ?? [], rule, ...lines.slice(1)].map((cells) => `| ${cells.join(" | ")} |`);
}

function toCells({ what, unit, ours, floor, ratio, aim }: Figure): string[] {
  const times = (value: number) => `${value.toFixed(3)}×`;
  const amount = (value: number) => `${Number(value.toPrecision(value < 1 ? 2 : 3))} ${unit}`;
  if (!aim) return [what, amount(ours), amount(floor), times(ratio), "", ""];

  const reached = (aim.of === "ratio" ? ratio : ours) <= aim.most;
  const text = aim.of === "ratio" ? times(aim.most) : amount(aim.most);
  return [what, amount(ours), amount(floor), times(ratio), `≤ ${text}`, reached ? "reached" : "missed"];
}
