import { type Field, knownFields } from "@/lib/connect/requirements/fields";

/** Numbers by which a person or a company is known, or money moves: never in a draft. */
const neverKept: ReadonlySet<Field["kind"]> = new Set<Field["kind"]>([
  ...(["ssn_last_4", "id_number", "tax_id", "registration_number", "vat_number", "bank", "upload"] as const),
]);

/** Whether what is typed into this field may be kept until it is sent. */
const isKeptInDraft = ({ kind, path }: Pick<Field, "kind" | "path">): boolean =>
  !neverKept.has(kind) && path !== "id_number_secondary";

const kept = new Set(knownFields.filter(isKeptInDraft).map(({ path }) => path));
const never = new Set(knownFields.filter((field) => !isKeptInDraft(field)).map(({ path }) => path));

/** Names of a form: a field's, one box of its (`path:value`), one box of a date (`path.day`), or which of two ways. */
function mayBeKept(name: string): boolean {
  if (/^way-\d{1,2}$/.test(name)) return true;
  const [path = ""] = name.split(":", 1);
  const whole = path.replace(/\.(day|month|year)$/, "");
  return !never.has(path) && !never.has(whole) && (kept.has(path) || kept.has(whole));
}

/** What of a form is kept: texts of fields that we know and that hold no number of anybody. */
export const toDraft = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([name, text]) => text !== "" && mayBeKept(name)));
