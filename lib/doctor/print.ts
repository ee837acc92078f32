import { type Check, type CheckState, groups, type Words } from "@/lib/doctor/check";

const signs: Record<CheckState, string> = { ok: "✓", warning: "!", failed: "✗", unknown: "–" };
const colours: Record<CheckState | "bold" | "dim", string> = {
  ok: "32",
  warning: "33",
  failed: "1;31",
  unknown: "2",
  bold: "1",
  dim: "2",
};

/** The longest line of text, so that it fits a terminal of 100 columns. */
const columns = 100;

/**
 * The report as `npm run doctor` prints it: a line per check, two more for what is to mend, and the sums. `coloured` for
 * terminals that say they can.
 */
export function printReport(
  given: { heading: string; source: string; checks: readonly Check[]; durationMs: number; exitCode: number },
  words: Words,
  coloured: boolean,
): string {
  const paint = (how: keyof typeof colours, text: string) =>
    coloured ? `\u001b[${colours[how]}m${text}\u001b[0m` : text;
  const width = Math.max(...given.checks.map((check) => check.name.length));
  const label = Math.max(words("print.why").length, words("print.mend").length);

  const lines = (check: Check, next: Check | undefined): string[] => {
    const loud = check.state === "failed" || check.state === "warning";
    const quiet = check.state === "unknown" ? paint("dim", check.what) : check.what;
    const first = ` ${paint(check.state, signs[check.state])} ${check.name.padEnd(width)}   ${loud ? paint(check.state, check.what) : quiet}`;
    // Variables that are missing share why and how, which are told once.
    const more = (title: string, text: string | null) =>
      text === null || (next?.why === check.why && next.mend === check.mend)
        ? []
        : wrap(text, columns - label - 7).map(
            (line, index) => `     ${paint("dim", (index === 0 ? title : "").padEnd(label))}  ${line}`,
          );
    return [first, ...more(words("print.why"), check.why), ...more(words("print.mend"), check.mend)];
  };
  const blocks = groups.flatMap((group) => {
    const own = given.checks.filter((check) => check.group === group);
    return own.length > 0
      ? [
          [paint("bold", words(`group.${group}`)), ...own.flatMap((check, index) => lines(check, own[index + 1]))].join(
            "\n",
          ),
        ]
      : [];
  });

  const count = (state: CheckState) => given.checks.filter((check) => check.state === state).length;
  const sums = (["failed", "warning", "ok", "unknown"] as const).flatMap((state) => {
    if (count(state) === 0) return [];
    const text = words(`print.${state}`, { count: count(state) });
    return [state === "failed" || state === "warning" ? paint(state, text) : text];
  });
  const seconds = (given.durationMs / 1000).toFixed(1);
  const end = paint("dim", words("print.end", { seconds, code: given.exitCode }));
  const head = [paint("bold", given.heading), paint("dim", words("print.looksAt", { source: given.source }))].join(
    "\n",
  );
  return `\n${[head, ...blocks, `${sums.join(", ")}   ${end}`].join("\n\n")}\n`;
}

/** Breaks a sentence between words; a word that is too long keeps its own line. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
