import { readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";

/** What came of one scenario. */
export type Report = {
  name: string;
  title: string;
  seconds: number;
  said: string[];
  outcome: "passed" | "failed" | "not run here";
  /** What did not hold, or why it did not run; null when it passed. */
  cause: string | null;
};

/** A report for the terminal. */
export function linesOf({ name, title, seconds, said, outcome, cause }: Report): string {
  const mark = { passed: "✓", failed: "✗", "not run here": "–" }[outcome];
  const details = [...said, ...(cause?.split("\n") ?? [])];
  return [
    `${mark} ${name.padEnd(4)} ${title}  ${seconds.toFixed(1)} s`,
    ...details.map((line) => `       ${line}`),
  ].join("\n");
}

const opening = [
  "# Report of the fault suite, long form",
  "",
  "Each section was written by `npm run test:faults -- --long`, when and where it says. After every scenario all invariants of",
  "`support/invariants.ts` were checked against everything there was.",
  "",
].join("\n");

/** Puts a report into `file`, made when missing, in place of what stood there about that scenario. */
export async function writeSection(file: string, report: Report, seed: number): Promise<void> {
  const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const section = [
    `## ${report.name} ${report.title}`,
    "",
    `${report.outcome}; ${new Date().toISOString().slice(0, 10)}, ${report.seconds.toFixed(0)} s, seed ${seed}; ${machine}, Node ${process.versions.node}`,
    "",
    ...report.said.map((line) => `- ${line}`),
    ...(report.cause === null ? [] : ["", ...report.cause.split("\n").map((line) => `    ${line}`)]),
    "",
  ].join("\n");
  await writeFile(file, withSection(await readFile(file, "utf8").catch(() => ""), section));
}

function withSection(text: string, section: string): string {
  const [, ...sections] = text.split(/^(?=## )/m);
  const others = sections.filter((one) => nameOf(one) !== nameOf(section)).map((one) => `${one.trimEnd()}\n`);
  return [opening, ...[...others, section].sort((one, other) => placeOf(one) - placeOf(other))].join("\n");
}

const nameOf = (section: string) => section.split(" ")[1] ?? "";

/** By the scenario's number; what has none comes last. */
const placeOf = (section: string) => Number(/^## R(\d+) /.exec(section)?.[1] ?? Number.MAX_SAFE_INTEGER);
