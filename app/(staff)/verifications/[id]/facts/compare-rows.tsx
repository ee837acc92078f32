"use client";

import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Masked } from "@/app/(staff)/_ui/masked";
// The types alone: the schema would bring zod to the browser, which tries `eval`.
import type { ComparedField, Comparison } from "@/lib/cases/schema";

const signs: Record<Comparison, { icon: IconName; tone: string }> = {
  same: { icon: "Check", tone: "text-success" },
  similar: { icon: "EqualApproximately", tone: "muted" },
  differs: { icon: "EqualNot", tone: "text-error" },
  not_compared: { icon: "Minus", tone: "muted" },
};

/** What stands in the place of a value that is not shown. */
export type Absent = "nothing" | "masked" | "redacted" | "unreadable";

/** A line as it is drawn; a value that is not shown is null, and `absent` says why, unless there is none. */
export type CompareLine = Omit<ComparedField, "verified"> & { read: string | null; absent?: Absent };

/** The words of the table. */
export type CompareWords = {
  title: string;
  columns: [field: string, declared: string, read: string, comparison: string];
  fields: Partial<Record<ComparedField["field"], string>>;
  comparison: Partial<Record<Comparison, string>>;
  absent: Record<Absent, string>;
};

/** The lines of the compare table, drawn by the browser's script as well: `QueueRows` says why. */
export function CompareRows({ lines, words }: { lines: CompareLine[]; words: CompareWords }) {
  return (
    <table className="compare">
      <caption className="sr-only">{words.title}</caption>
      <thead>
        <tr>
          {words.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ field, declared, read, comparison, absent = "nothing" }) => (
          <tr key={field} className={comparison === "differs" ? "differs" : undefined}>
            <th scope="row">{words.fields[field]}</th>
            <td>
              <Value text={declared} absent={absent} words={words} />
            </td>
            <td>
              <Value text={read} absent={absent} words={words} />
            </td>
            <td className={signs[comparison].tone}>
              <span>{words.comparison[comparison]}</span>
              <Icon of={signs[comparison].icon} className="ms-1.5 inline-block size-3.5" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A value; a mail address that is too long breaks before its "@". */
function Value({ text, absent, words }: { text: string | null; absent: Absent; words: CompareWords }) {
  if (text === null) {
    if (absent === "masked") return <Masked label={words.absent.masked} />;
    return <span className={absent}>{words.absent[absent]}</span>;
  }
  const [start = "", ...rest] = text.split(/(?=@)/);
  return (
    <bdi>
      {start}
      {rest.length > 0 ? <wbr /> : null}
      {rest}
    </bdi>
  );
}
