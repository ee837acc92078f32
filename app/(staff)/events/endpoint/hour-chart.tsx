import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { EndpointHealth } from "@/lib/health/schema";

const barStep = 10;
const chartHeight = 28;

/** Events an hour as bars; an hour in which something failed is red. Drawn as attributes, because styles are not allowed. */
export function HourChart({ hours, format }: { hours: EndpointHealth["hours"]; format: StaffFormat }) {
  const t = useTranslations("staff.events.side");
  const most = Math.max(1, ...hours.map((hour) => hour.events));
  const sum = (pick: (hour: EndpointHealth["hours"][number]) => number) =>
    hours.reduce((total, hour) => total + pick(hour), 0);
  const bars = (kept: (hour: EndpointHealth["hours"][number]) => boolean) =>
    hours
      .map((hour, index) => {
        if (!kept(hour)) return "";
        const height = Math.max(1, Math.round((hour.events / most) * chartHeight));
        return `M${index * barStep} ${chartHeight - height}h${barStep - 2}v${height}h-${barStep - 2}z`;
      })
      .join("");
  const [first] = hours;

  return (
    <figure className="px-3 pt-2">
      <svg
        viewBox={`0 0 ${hours.length * barStep - 2} ${chartHeight}`}
        preserveAspectRatio="none"
        className="h-7 w-full rtl:-scale-x-100"
        role="img"
        aria-label={t("chart", { events: sum((hour) => hour.events), failed: sum((hour) => hour.failed) })}
      >
        <path d={bars((hour) => hour.failed === 0)} className="fill-info/70" />
        <path d={bars((hour) => hour.failed > 0)} className="fill-error" />
      </svg>
      <figcaption className="flex text-2xs muted">
        {first ? <bdi className="num">{t("chartFrom", { stamp: format.stamp(first.startsAt) })}</bdi> : null}
        <span className="ms-auto">{t("now")}</span>
      </figcaption>
    </figure>
  );
}
