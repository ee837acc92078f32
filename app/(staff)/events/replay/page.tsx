import { getTranslations } from "next-intl/server";
import { ConfirmPage } from "@/app/(staff)/_ui/confirm-page";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { KeptFilters } from "@/app/(staff)/_ui/list/kept-filters";
import { listFilters } from "@/app/(staff)/_ui/list/list-filters";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { replayFilterAction } from "@/app/(staff)/events/actions";
import { eventFilters } from "@/app/(staff)/events/list/event-filters";
import { eventsHref, readEventFilter } from "@/app/(staff)/events/list/events-address";
import { failureTexts } from "@/app/(staff)/events/result-texts";
import { requirePermission } from "@/lib/auth/viewer";
import { loadReplayPlan } from "@/lib/events/loaders";

/** Says how many events a filter holds before all of them are replayed. */
export default async function ReplayPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const viewer = await requirePermission("events.replay");
  const filter = readEventFilter(await searchParams);
  const [plan, texts, failures, format] = await Promise.all([
    loadReplayPlan(viewer, filter),
    getTranslations("staff.events"),
    failureTexts(),
    staffFormat(),
  ]);
  const t = await getTranslations("staff.events.replayPage");
  const { active } = await listFilters(format);
  const filters = active("/events", filter, await eventFilters(filter, [], format)).map(
    ({ name, value }) => `${name}: ${value}`,
  );
  if (filter.outcome) filters.unshift(texts(`view.${filter.outcome}`));
  const { events, targets, replay } = plan;

  return (
    <ConfirmPage title={t("title")} stay={{ href: eventsHref(filter), text: t("stay") }}>
      <p className="mt-0.5 text-xs break-words muted">
        {t("filter")} <bdi>{filters.length > 0 ? filters.join(" · ") : t("everything")}</bdi>
      </p>
      <p className="mt-3 text-base font-semibold">{t("count", { count: events.value, targets })}</p>
      {events.more ? <p className="mt-1 text-warning">{t("more")}</p> : null}
      <p className="mt-2">{t("text")}</p>
      <p className="mt-1 text-xs muted">{t("leftOut")}</p>
      {replay.ok ? (
        <ResultForm action={replayFilterAction} failures={failures} className="confirm-form">
          <KeptFilters filter={filter} names={[]} />
          <button type="submit" className="btn btn-primary">
            {t("submit")}
          </button>
        </ResultForm>
      ) : (
        <StaffNotice kind="info">{t("nothing")}</StaffNotice>
      )}
    </ConfirmPage>
  );
}
