import { toName } from "@/lib/connect/converge";
import { fileRuleOf } from "@/lib/connect/requirements/documents";
import { parseEntry } from "@/lib/connect/requirements/entry";
import { fieldOf } from "@/lib/connect/requirements/fields";
import type { RequirementStep } from "@/lib/connect/schema";
import type { OpenRequirement, Upload, UploadedFile } from "@/lib/connect/staff/schema";

/** The names under which Stripe asks for a document, by its own. */
const names = (entry: string): string[] => [entry, `${entry}.front`, `${entry}.back`, `${entry}.files`];

/**
 * What became of each file: what Stripe said of its document first after it had come. Nothing of the document is checked while a
 * new file for it waits, so that an older word is of another file. `history`: newest first, `open`: what Stripe names now.
 */
export function toUploads(
  files: readonly UploadedFile[],
  history: readonly RequirementStep[],
  open: readonly OpenRequirement[],
): Upload[] {
  return files.map(({ usedAt, ...file }) => {
    const isOf = ({ personId, entry }: { personId: string | null; entry: string }) =>
      personId === file.personId && names(file.entry).includes(entry);
    const field = fieldOf(parseEntry(toName(file)));
    const verdict = history.findLast(
      (step) => isOf(step) && step.at >= file.uploadedAt && (step.change === "failed" || step.change === "met"),
    );
    const isChecked = open.some((each) => isOf(each) && each.list === "pending");
    const result = (): Upload["result"] => {
      if (usedAt === null) return { state: "waiting" };
      if (verdict?.change === "failed") return { state: "failed", code: verdict.code };
      if (verdict) return { state: "accepted" };
      return { state: isChecked ? "checking" : "given" };
    };
    return { ...file, purpose: (field && fileRuleOf(field)?.purpose) ?? null, result: result() };
  });
}
