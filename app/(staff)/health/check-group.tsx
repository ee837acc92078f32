import type { Check, Words } from "@/lib/health/doctor/check";
import { StateIcon } from "./state-icon";

/** One block of checks; nothing where there are none. What needs fixing says why it matters and how. */
export function CheckGroup({
  title,
  checks,
  words,
  mayFix,
}: {
  title: string;
  checks: Check[];
  words: Words;
  /** Whether the viewer may have the doctor fix what it can. */
  mayFix: boolean;
}) {
  if (checks.length === 0) return null;
  return (
    <section className="panel">
      <div className="flex h-9 items-center justify-between border-b border-base-300 px-3">
        <h2 className="text-xs font-semibold">{title}</h2>
        <span className="num text-2xs muted">{words("checkCount", { count: checks.length })}</span>
      </div>
      <ul>
        {checks.map((check) => (
          <li key={check.name} className="flex gap-2.5 border-b px-3 py-1.75 text-xs leading-4 hair last:border-b-0">
            <span className="mt-px">
              <StateIcon state={check.state} size="size-3.5" />
            </span>
            <CheckText check={check} words={words} mayFix={mayFix} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CheckText({ check, words, mayFix }: { check: Check; words: Words; mayFix: boolean }) {
  const rows = [
    ...(check.why === null ? [] : [{ label: words("why"), text: check.why, look: "muted" }]),
    ...(check.fix === null ? [] : [{ label: words("howToFix"), text: check.fix, look: "" }]),
  ];
  return (
    <div className="grid min-w-0 flex-1 gap-x-3 gap-y-0.5 sm:grid-cols-[7.25rem_minmax(0,1fr)]">
      <h3 className="font-medium">
        {check.name} <span className="sr-only">{words(`state.${check.state}`)}</span>
      </h3>
      <p className={`num min-w-0 wrap-anywhere ${rows.length > 0 ? "font-medium" : "muted"}`}>
        <bdi>{check.what}</bdi>
      </p>
      {rows.map(({ label, text, look }) => (
        <p key={label} className="contents">
          <span className="muted">{label}</span>
          <span className={`min-w-0 wrap-anywhere ${look}`}>{text}</span>
        </p>
      ))}
      {check.canFix && mayFix ? (
        <a href={`/health/${check.canFix}`} className="btn btn-sm btn-line mt-1 justify-self-start sm:col-start-2">
          {words(`fixButton.${check.canFix}`)}
        </a>
      ) : null}
    </div>
  );
}
