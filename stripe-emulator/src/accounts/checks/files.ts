import { ApiError, parameterError } from "../../http/errors.ts";
import type { Checks, Plan } from "../../records/check.ts";
import type { FilePurpose, FileRecord } from "../../records/file.ts";
import type { Filter, Objects } from "../../store/objects.ts";
import type { Holdings } from "../assessment/facts.ts";
import { isTestFile, planFor, type Tested } from "../test-values.ts";

/** By entry, how the check of a document goes; null where the document was taken away. */
export type FilePlans = ReadonlyMap<string, Plan | null>;

/** A file's id, and the whole name of the parameter that held it. */
export type SentFile = { id: string; param: string };

/** A document by its entry, with its files. */
export type SentDocument = {
  entry: string;
  /** Null: the document was taken away. */
  files: readonly SentFile[] | null;
  tested: Tested;
  purpose: FilePurpose;
};

/** The files of a document that is a list of them. */
export function listedFiles(ids: readonly string[] | null | undefined, param: string): readonly SentFile[] | null {
  return ids?.map((id, index) => ({ id, param: `${param}[${index}]` })) ?? null;
}

/**
 * Takes files for the documents that were sent, and says how their checks go. A file is used once, in its own account. Throws
 * 400 for one that is not there, of another purpose, or used before.
 */
export function takeFiles(
  objects: Objects,
  account: string,
  country: string,
  documents: readonly SentDocument[],
): FilePlans {
  return new Map(
    documents.map(({ entry, files, tested, purpose }) => {
      if (files === null) return [entry, null];
      const plans = files.map((file) => planOfFile(objects, account, country, { ...file, tested, purpose }));
      // One bad page is enough.
      return [entry, plans.find((plan) => plan.outcome !== "verified") ?? plans[0] ?? null];
    }),
  );
}

const duplicate = {
  code: "verification_document_failed_other",
  reason: "This file was submitted before and could not be verified. Upload another one.",
};

/** Stripe documentation: a file that failed once fails at once, whatever id it was uploaded under. */
function failedBefore(objects: Objects, account: string, { internal }: FileRecord): boolean {
  const { fingerprint } = internal;
  if (!fingerprint) return false;
  const failed: Filter[] = [
    { property: "internal.fingerprint", operator: "=", value: fingerprint },
    { property: "internal.use.failed", operator: "=", value: 1 },
  ];
  return objects.list("file", account, { filters: failed, conditions: [], cursor: null, limit: 1 }).items.length > 0;
}

/** Remembers of the files of documents whose checks failed that they did. */
export function markFailedFiles({ objects }: { objects: Objects }, { account, persons }: Holdings): void {
  const mark = (checks: Checks, details: object) => {
    for (const [entry, { state }] of Object.entries(checks)) {
      if (state !== "failed") continue;
      for (const id of filesAt(details, entry)) {
        const file = objects.get("file", account.id, id);
        if (!file?.internal.use || file.internal.use.failed) continue;
        file.internal.use.failed = true;
        objects.update("file", file);
      }
    }
  };
  mark(account.internal.checks, account.internal);
  for (const { internal } of persons) mark(internal.checks, internal.details);
}

/** The ids of files that a document holds: its sides, or the list of an entry that ends in `.files`. */
function filesAt(details: object, entry: string): string[] {
  const found = entry
    .split(".")
    .reduce<unknown>((value, name) => new Map(Object.entries(value ?? {})).get(name), details);
  const values = typeof found === "object" && found !== null ? Object.values(found) : [];
  return values.filter((value) => typeof value === "string" && value.startsWith("file_"));
}

function planOfFile(
  objects: Objects,
  account: string,
  country: string,
  { id, param, tested, purpose }: SentFile & { tested: Tested; purpose: FilePurpose },
): Plan {
  const verified: Plan = { outcome: "verified", seconds: 10 };
  if (isTestFile(tested, id)) return planFor(tested, id, country) ?? verified;

  const file = objects.get("file", account, id);
  if (!file) throw new ApiError(`No such file upload: '${id}'`, { code: "resource_missing", param });
  if (file.purpose !== purpose) {
    throw parameterError(`The file '${id}' has the purpose '${file.purpose}'; here it must be '${purpose}'.`, param);
  }
  if (file.internal.use) {
    throw parameterError(
      `The file '${id}' was used before. A file can be used in one request only: upload it again.`,
      param,
    );
  }
  file.internal.use = { failed: false };
  objects.update("file", file);
  const { decided } = file.internal;
  const plan = planFor(tested, id, country) ?? verified;
  if (decided) return { ...plan, outcome: decided };
  return failedBefore(objects, account, file) ? { outcome: duplicate, seconds: 0 } : plan;
}
