import { readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";

/** What came of one story. */
export type Told = {
  name: string;
  title: string;
  seconds: number;
  said: string[];
  outcome: "held" | "failed" | "not run here";
  /** What did not hold, or why it did not run; null when it held. */
  cause: string | null;
};

/** A story as it is told at the terminal. */
export function linesOf({ name, title, seconds, said, outcome, cause }: Told): string {
  const mark = { held: "✓", failed: "✗", "not run here": "–" }[outcome];
  const details = [...said, ...(cause?.split("\n") ?? [])];
  return [
    `${mark} ${name.padEnd(4)} ${title}  ${seconds.toFixed(1)} s`,
    ...details.map((line) => `       ${line}`),
  ].join("\n");
}

const opening = [
  "# Report of the fault suite, long form",
  "",
  "Each section was written by `npm run test:faults -- --long`, when and where it says. After every story all invariants of",
  "`invariants.ts` were held against everything there was.",
  "",
].join("\n");

/** Puts a story into the report in `file`, made when missing, in place of what stood there about it. */
export async function writeSection(file: string, told: Told, seed: number): Promise<void> {
  const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const section = [
    `## ${told.name} ${told.title}`,
    "",
    `${told.outcome}; ${new Date().toISOString().slice(0, 10)}, ${told.seconds.toFixed(0)} s, seed ${seed}; ${machine}, Node ${process.versions.node}`,
    "",
    ...told.said.map((line) => `- ${line}`),
    ...(told.cause === null ? [] : ["", ...told.cause.split("\n").map((line) => `    ${line}`)]),
    "",
  ].join("\n");
  await writeFile(file, withSection(await readFile(file, "utf8").catch(() => ""), section));
}

function withSection(report: string, section: string): string {
  const [, ...sections] = report.split(/^(?=## )/m);
  const others = sections.filter((one) => nameOf(one) !== nameOf(section)).map((one) => `${one.trimEnd()}\n`);
  return [opening, ...[...others, section].sort((one, other) => placeOf(one) - placeOf(other))].join("\n");
}

const nameOf = (section: string) => section.split(" ")[1] ?? "";

/** By the story's number; what has none comes last. */
const placeOf = (section: string) => Number(/^## R(\d+) /.exec(section)?.[1] ?? Number.MAX_SAFE_INTEGER);
