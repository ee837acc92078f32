import { useTranslations } from "next-intl";
import { Fragment } from "react";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import type { FailedAttempt } from "@/lib/events/schema";

/** A list of more is shortened to its first three and its last where it stands beside others. */
const shortLength = 5;

/** The attempts of a sync that failed: which, when, what Stripe answered, and how long it took. Nothing where none did. */
export function FailedAttempts({
  attempts,
  format,
  short = false,
}: {
  attempts: FailedAttempt[];
  format: StaffFormat;
  short?: boolean;
}) {
  const t = useTranslations("staff.events.failedAttempts");
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (!first || !last) return null;

  const span = Date.parse(last.failedAt) - Date.parse(first.failedAt);
  const hidden = short && attempts.length > shortLength ? attempts.length - 4 : 0;
  const shown = hidden > 0 ? attempts.filter((_, index) => index < 3 || index === attempts.length - 1) : attempts;

  return (
    <div className="failed-attempts">
      <p>{t("title", { count: attempts.length, span: format.span(span) })}</p>
      <ol>
        {shown.map((failed, index) => (
          <Fragment key={failed.id}>
            {hidden > 0 && index === 3 ? <li className="muted">{t("hidden", { count: hidden })}</li> : null}
            <li>
              <span>{failed.attempt}</span> <Moment at={format.moment(failed.failedAt)} />{" "}
              <bdi className="code" title={failed.cause}>
                {failed.answer ?? (failed.cause === "stripe_unavailable" ? t("noAnswer") : failed.cause)}
              </bdi>{" "}
              <span className="text-end">{t("ms", { ms: failed.durationMs })}</span>{" "}
              {failed.exhausted ? <strong className="font-medium text-error">{t("exhausted")}</strong> : null}
            </li>
          </Fragment>
        ))}
      </ol>
    </div>
  );
}
