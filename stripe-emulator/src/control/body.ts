import type { z } from "zod";
import { ControlError } from "./errors.ts";

/** The body of a control call, or `{}` if there is none. Throws ControlError, which never repeats a value that was sent. */
export function readBody<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> {
  const result = schema.safeParse(parse(text));
  if (result.success) return result.data;
  throw new ControlError(problemOf(result.error.issues));
}

function parse(text: string): object {
  if (text.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Said below.
  }
  throw new ControlError("The body must be a JSON object.");
}

/** One problem as a sentence: an unknown name first, because that is mostly a typing error. */
function problemOf(issues: readonly z.core.$ZodIssue[]): string {
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      return `Unknown property: ${[...namesOf(issue), issue.keys[0]].join(".")}. ${issue.message}`;
    }
  }
  const [first] = issues;
  return first ? `${namesOf(first).join(".")} ${first.message}.` : "The body is not understood.";
}

/** The names that lead to the problem; a problem with an item is one of its array. */
const namesOf = ({ path }: z.core.$ZodIssue) => path.filter((part) => typeof part === "string");
