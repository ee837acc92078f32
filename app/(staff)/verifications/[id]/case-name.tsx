import { useTranslations } from "next-intl";
import { Masked } from "@/app/(staff)/_ui/masked";
import type { CaseDetail } from "@/lib/cases/schema";

/** Whose case it is, as far as the viewer may know: the name, else the address, else that there is none. */
export function CaseName({ detail: { name, email, redaction } }: { detail: CaseDetail }) {
  const t = useTranslations("staff.case");
  if (redaction?.redactedAt) return t("titleGone");
  if (name.kind === "known") return <bdi>{name.text}</bdi>;
  if (name.kind === "masked") return <Masked label={t("titleMasked")} />;
  return email.kind === "known" ? <bdi>{email.text}</bdi> : t("titleNone");
}

/** Where that name is from: the document, or the person's own word. Nothing when no name is shown. */
export function NameSource({ detail: { name } }: { detail: CaseDetail }) {
  const t = useTranslations("staff.case.nameFrom");
  return name.kind === "known" ? <span className="name-source">{t(name.source)}</span> : null;
}
