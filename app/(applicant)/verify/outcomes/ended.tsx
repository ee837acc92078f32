import { useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_ui/button";
import { brand } from "@/lib/brand";
import type { MyVerification } from "@/lib/verification/schema";
import { Outcome, Todo } from "./outcome";

const ends = {
  declined: { status: "declined", namespace: "applicant.declined", icon: "MessageSquareText" },
  closed: { status: "closed", namespace: "applicant.closed", icon: "MessageSquareText" },
  being_deleted: { status: "closed", namespace: "applicant.beingDeleted", icon: "MessageSquareText" },
  used_up: { status: "action_needed", namespace: "applicant.usedUp", icon: "FileUp" },
} as const;

/** The automatic check has ended for good; what remains is manual review, which is named. */
export function Ended({ kind, mine }: { kind: keyof typeof ends; mine: MyVerification }) {
  const { status, namespace, icon } = ends[kind];
  const t = useTranslations(namespace);
  const page = useTranslations("applicant");

  return (
    <Outcome
      status={status}
      {...(kind === "used_up" && { art: "used" })}
      title={t("title")}
      lead={t("lead", { count: mine.attempts.used })}
      box={
        <Todo icon={icon} title={t("todo")}>
          {t("hint")}
        </Todo>
      }
    >
      <ButtonLink href="#other-ways">{t("button")}</ButtonLink>
      <ButtonLink look="quiet" href="/">
        {page("backHome", { company: brand.company })}
      </ButtonLink>
    </Outcome>
  );
}
