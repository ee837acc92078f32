import { getTranslations } from "next-intl/server";
import { Fragment } from "react";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { Moment } from "@/app/(dashboard)/_ui/moment";
import type { FailedTry } from "@/lib/events/schema";

/** A list of more is shortened to its first three and its last where it stands beside others. */
const shortLength = 5;

/** The tries of a sync that failed: which, when, what Stripe answered, and how long it took. Nothing where none did. */
export async function FailedTries({
  tries,
  format,
  short = false,
}: {
  tries: FailedTry[];
  format: StaffFormat;
  short?: boolean;
}) {
  const t = await getTranslations("staff.events.failedTries");
  const [first, last] = [tries[0], tries.at(-1)];
  if (!first || !last) return null;

  const span = Date.parse(last.failedAt) - Date.parse(first.failedAt);
  const hidden = short && tries.length > shortLength ? tries.length - 4 : 0;
  const shown = hidden > 0 ? tries.filter((_, index) => index < 3 || index === tries.length - 1) : tries;

  return (
    <div className="failed-tries">
      <p>{t("title", { count: tries.length, span: format.span(span) })}</p>
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
              {failed.gaveUp ? <strong className="font-medium text-error">{t("gaveUp")}</strong> : null}
            </li>
          </Fragment>
        ))}
      </ol>
    </div>
  );
}
