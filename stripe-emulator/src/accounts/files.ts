import { ApiError, parameterError } from "../http/errors.ts";
import type { Plan } from "../records/check.ts";
import type { FilePurpose } from "../records/file.ts";
import type { Objects } from "../store/objects.ts";
import { isTestFile, planFor, type Tested } from "./test-values.ts";

/** By entry, how the check of a document goes; null where the document was taken away. */
export type FilePlans = ReadonlyMap<string, Plan | null>;

/** Documents by their entry, with the ids of their files. */
export type SentDocument = {
  entry: string;
  param: string;
  files: readonly string[] | null;
  tested: Tested;
  purpose: FilePurpose;
};

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
    documents.map(({ entry, param, files, tested, purpose }) => {
      if (files === null) return [entry, null];
      const plans = files.map((id) => planOfFile(objects, account, country, { id, param, tested, purpose }));
      // One bad page is enough.
      return [entry, plans.find((plan) => plan.outcome !== "verified") ?? plans[0] ?? null];
    }),
  );
}

function planOfFile(
  objects: Objects,
  account: string,
  country: string,
  { id, param, tested, purpose }: { id: string; param: string; tested: Tested; purpose: FilePurpose },
): Plan {
  const verified: Plan = { outcome: "verified", seconds: 10 };
  if (isTestFile(tested, id)) return planFor(tested, id, country) ?? verified;

  const file = objects.get("file", account, id);
  if (!file) throw new ApiError(`No such file upload: '${id}'`, { code: "resource_missing", param });
  if (file.purpose !== purpose) {
    throw parameterError(`The file '${id}' has the purpose '${file.purpose}'; here it must be '${purpose}'.`, param);
  }
  if (file.internal.use !== null) {
    throw parameterError(
      `The file '${id}' was used before. A file can be used in one request only: upload it again.`,
      param,
    );
  }
  file.internal.use = { failed: false };
  objects.update("file", file);
  return planFor(tested, id, country) ?? verified;
}
