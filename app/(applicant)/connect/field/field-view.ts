import type { HTMLInputTypeAttribute, InputHTMLAttributes } from "react";
import type { NumberKind } from "@/lib/connect/requirements/numbers";

/** One value to choose, in words. */
type Option = { value: string; label: string };

/** One box of a date. */
type DatePart = { part: "day" | "month" | "year"; label: string; autoComplete: string | null };

/** A question as a page draws it: every text in the reader's language, nothing that the browser must look up. */
export type FieldView = {
  /** The name under which it is sent; unique on its page. */
  name: string;
  label: string;
  /** What to write, and an example. */
  help: string;
  /** Why Stripe refused the last answer, and what to do. */
  refused: string | null;
  /** Whether Stripe refused it, said here or elsewhere on the page. */
  wrong: boolean;
  optional: boolean;
  /** Half a line, where there is room. */
  half: boolean;
} & (
  | {
      kind: "line";
      type: HTMLInputTypeAttribute;
      inputMode: InputHTMLAttributes<HTMLInputElement>["inputMode"];
      autoComplete: string;
      maxLength: number | null;
    }
  | { kind: "text"; maxLength: number | null }
  | { kind: "secret"; maxLength: number | null; token: boolean; numeric: boolean; number: NumberKind | null }
  | { kind: "list"; pick: string; options: Option[]; autoComplete: string }
  | { kind: "cards" | "boxes"; options: Option[] }
  | { kind: "date"; parts: DatePart[] }
);
