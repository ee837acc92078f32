import { brand } from "@/lib/brand";
import type { Env } from "@/lib/env";
import { type Check, type CheckState, groups, type Words } from "@/lib/health/doctor/check";

const signs: Record<CheckState, string> = { ok: "✓", warning: "!", failed: "✗", unknown: "–" };
const colours: Record<CheckState | "bold" | "dim", string> = {
  ok: "32",
  warning: "33",
  failed: "1;31",
  unknown: "2",
  bold: "1",
  dim: "2",
};

/** Lines of text are no longer, however wide the terminal is. */
const mostColumns = 100;

/** 1 when something needs fixing, else 0. */
export const exitCodeOf = (checks: readonly Check[]): 0 | 1 =>
  checks.some((check) => check.state === "failed") ? 1 : 0;

/** The two lines above everything: what was looked at, and which Stripe answers. `env` null: it could not be read. */
export function printHead(given: { source: string; env: Env | null; at: Date }, words: Words): [string, string] {
  const { source, env, at } = given;
  const which = env && (env.stripe.apiBase ? "emulator" : env.stripe.livemode ? "liveMode" : "testMode");
  const time = at.toISOString().slice(0, 19).replace("T", " ");
  return [words("print.heading", { ...brand, source }), words(`print.${which || "time"}`, { time })];
}

/**
 * The report as `npm run doctor` prints it: a line per check, two more for what needs fixing, and the sums. `coloured` for
 * terminals that say they can.
 */
export function printReport(
  given: { source: string; env: Env | null; at: Date; checks: readonly Check[]; durationMs: number },
  words: Words,
  look: { coloured: boolean; columns?: number },
): string {
  const columns = Math.min(look.columns ?? mostColumns, mostColumns);
  const paint = (how: keyof typeof colours, text: string) =>
    look.coloured ? `\u001b[${colours[how]}m${text}\u001b[0m` : text;
  const width = Math.max(...given.checks.map((check) => check.name.length));
  const label = Math.max(words("print.why").length, words("print.fix").length);

  const lines = (check: Check, next: Check | undefined): string[] => {
    const found = wrap(check.what, columns - width - 6).map((line, index) => {
      const head = index === 0 ? ` ${paint(check.state, signs[check.state])} ${check.name.padEnd(width)}` : "";
      const indented = index === 0 ? `${head}   ` : " ".repeat(width + 6);
      return `${indented}${check.state === "ok" ? line : paint(check.state, line)}`;
    });
    // Variables that are missing share why and how, which are told once.
    const more = (title: string, text: string | null) =>
      text === null || (next?.why === check.why && next.fix === check.fix)
        ? []
        : wrap(text, columns - label - 7).map(
            (line, index) => `     ${paint("dim", (index === 0 ? title : "").padEnd(label))}  ${line}`,
          );
    return [...found, ...more(words("print.why"), check.why), ...more(words("print.fix"), check.fix)];
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
  const seconds = Math.round(given.durationMs / 100) / 10;
  const end = paint("dim", words("print.end", { seconds, code: exitCodeOf(given.checks) }));
  const [heading, about] = printHead(given, words);
  const head = [...wrap(heading, columns).map((line) => paint("bold", line)), paint("dim", about)].join("\n");
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
