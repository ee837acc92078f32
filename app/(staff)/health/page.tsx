import { getLocale, getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { SectionHead } from "@/app/(staff)/_ui/page-head";
import { shortcut } from "@/app/(staff)/_ui/shortcut";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { may } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/viewer";
import { groups } from "@/lib/health/doctor/check";
import { loadHealth } from "@/lib/health/doctor/loaders";
import { CheckGroup } from "./check-group";
import { CopyText } from "./copy-text";
import { HealthFigures } from "./health-figures";
import { Processes } from "./processes";

/** The checks of `npm run doctor`, made anew at each look, of the web process that answers. */
export default async function HealthPage({ searchParams }: { searchParams: Promise<{ done?: string | string[] }> }) {
  const viewer = await requirePermission("health.read");
  const [{ done }, t, locale, format, again] = await Promise.all([
    searchParams,
    getTranslations("doctor"),
    getLocale(),
    staffFormat(),
    shortcut("R"),
  ]);
  const report = await loadHealth(viewer, { words: t, locale });

  return (
    <StaffMain tab={t("title")}>
      <SectionHead
        title={t("title")}
        note={t.rich("same", { command: () => <bdi className="code">npm run doctor</bdi> })}
      >
        <span className="num ms-auto hidden text-xs muted sm:inline">
          {t("checked", {
            time: format.stamp(report.at.toISOString()),
            seconds: (report.durationMs / 1000).toFixed(1),
          })}
        </span>
        <div className="flex gap-2 max-sm:ms-auto">
          <CopyText text={report.text} words={{ copy: t("copy"), copied: t("copied"), failed: t("copyFailed") }} />
          <a href="/health" className="btn btn-sm btn-primary" {...again.attributes}>
            <Icon of="RotateCw" className="size-3.5" />
            {t("again")}
            {again.hint}
          </a>
        </div>
      </SectionHead>
      <section
        aria-label={t("checks")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by key too, and nothing in it may take the focus.
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col gap-3 border-t border-base-300 bg-base-200 p-3 lg:overflow-y-auto"
      >
        {done === "events" ? <StaffNotice kind="info">{t("fixPage.done")}</StaffNotice> : null}
        <HealthFigures report={report} format={format} />
        <div className="grid gap-3 lg:grid-cols-2">
          {groups.map((group) => (
            <CheckGroup
              key={group}
              title={t(`group.${group}`)}
              checks={report.checks.filter((check) => check.group === group)}
              words={t}
              mayFix={may(viewer.role, "health.fix")}
            />
          ))}
        </div>
        <Processes health={report} words={t} format={format} />
      </section>
    </StaffMain>
  );
}
