import { list } from "@/i18n/format";
import type { Texts } from "@/i18n/translator";
import type { MyVerification } from "@/lib/verification/schema";

/** The documents that the person may use, as a list in their language: `passport, identity card or driving licence`. */
export const documentList = (
  mine: Pick<MyVerification, "allowedDocuments">,
  t: Texts<"applicant.document">,
  locale: string,
): string =>
  list(
    mine.allowedDocuments.map((document) => t(document)),
    "or",
    locale,
  );
