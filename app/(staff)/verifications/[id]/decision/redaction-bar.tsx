import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { KeepFresh } from "@/app/(staff)/_ui/keep-fresh";
import type { RedactionProgress } from "@/lib/cases/schema";

/** How far redaction has come. Follows by itself until Stripe has done it; without script it reloads. */
export function RedactionBar({
  redaction,
  format,
}: {
  redaction: NonNullable<RedactionProgress>;
  format: StaffFormat;
}) {
  const t = useTranslations("staff.case.redaction");
  const { requestedAt, redactedAt, keyDestroyedAt } = redaction;
  const keyIsKept = redactedAt !== null && keyDestroyedAt === null;
  const steps = [
    { text: t("requested"), done: true },
    { text: t("stripe"), done: redactedAt !== null },
    keyIsKept ? { text: t("keyKept"), done: true } : { text: t("key"), done: keyDestroyedAt !== null },
  ];

  return (
    <section className="evidence-bar" aria-label={t("steps")}>
      <Icon of="Eraser" className="size-4 muted" />
      <p role="status">
        <strong className="font-semibold">{redactedAt ? t("done") : t("asked")}</strong>{" "}
        <span className="num muted">
          {redactedAt
            ? t("doneAt", { asked: format.full(requestedAt), done: format.full(redactedAt) })
            : t("askedAt", { stamp: format.stamp(requestedAt) })}
        </span>
      </p>
      <ol className="ms-auto flex flex-wrap gap-x-3 gap-y-1">
        {steps.map(({ text, done }) => (
          <li key={text} className={`inline-flex items-center gap-1 ${done ? "" : "muted"}`}>
            {done ? (
              <Icon of="Check" className="size-3.5 text-success" />
            ) : (
              <Icon of="LoaderCircle" className="size-3.5 motion-safe:animate-spin" />
            )}
            {text}
            <span className="sr-only">{done ? t("stepDone") : t("stepOpen")}</span>
          </li>
        ))}
      </ol>
      {redactedAt ? null : (
        <>
          <KeepFresh />
          <noscript>
            <meta httpEquiv="refresh" content="5" />
          </noscript>
        </>
      )}
    </section>
  );
}
