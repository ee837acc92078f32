import { createHash } from "node:crypto";

/** PostgreSQL keeps a named statement for as long as its connection lives, some 50 KB each; what is asked often is among the first. */
const most = 200;

const names = new Map<string, string>();

/**
 * A name for a statement, made of its text: the bundler may load this module several times over one pool, and a name that
 * stands for two texts fails. PostgreSQL parses a named statement once a connection, and plans it anew only while that pays;
 * of a page's statements, planning is the larger part of the cost. Once 200 have a name, "" for every further one, which
 * PostgreSQL then plans each time: lists of different length make texts without end.
 */
export function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= most) return "";
  const name = createHash("sha256").update(text).digest("hex").slice(0, 40);
  names.set(text, name);
  return name;
}
