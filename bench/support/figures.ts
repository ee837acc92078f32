/** One line of the result. */
export type Figure = {
  what: string;
  unit: string;
  ours: number;
  /** What the same costs at least, measured in the same run. */
  floor: number;
  /** How many times the floor ours is; above 1 is worse. */
  ratio: number;
  /** What we want to stay under, or reach; a wish, which fails nothing. */
  aim: { of: "ratio" | "ours"; most: number } | { of: "ours"; least: number } | null;
};

const columns = ["", "ours", "floor", "ratio", "aim", ""];

/** The figures as a table for a terminal; its lines. */
export function toTable(figures: readonly Figure[]): string[] {
  return pad([columns, ...figures.map(toCells)]).map((cells) => cells.join("   ").trimEnd());
}

/** A table in Markdown, which may be empty, with the figures in the places of their older selves; new ones at its end. */
export function updateTable(table: readonly string[], figures: readonly Figure[]): string[] {
  const [, , ...older] = table.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const rows = new Map(older.map((cells) => [cells[0], cells]));
  for (const cells of figures.map(toCells)) rows.set(cells[0], cells);
  const [head = [], ...lines] = pad([columns, ...rows.values()]);
  const rule = head.map((cell, column) => (column === 0 ? "-".repeat(cell.length) : `${"-".repeat(cell.length - 1)}:`));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`);
}

function pad(rows: string[][]): string[][] {
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padCell = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(padCell));
}

function toCells({ what, unit, ours, floor, ratio, aim }: Figure): string[] {
  // A floor of nothing has no multiple.
  const times = (value: number) => (Number.isFinite(value) ? `${value.toFixed(3)}×` : "–");
  const amount = (value: number) => `${Number(value.toPrecision(value < 1 ? 2 : 3))} ${unit}`;
  const cells = [what, amount(ours), amount(floor), times(ratio)];
  if (!aim) return [...cells, "", ""];
  if ("least" in aim) return [...cells, `≥ ${amount(aim.least)}`, ours >= aim.least ? "reached" : "missed"];

  const reached = (aim.of === "ratio" ? ratio : ours) <= aim.most;
  return [...cells, `≤ ${aim.of === "ratio" ? times(aim.most) : amount(aim.most)}`, reached ? "reached" : "missed"];
}
