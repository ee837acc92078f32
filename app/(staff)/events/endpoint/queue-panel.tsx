import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { EndpointHealth } from "@/lib/health/schema";

/** What waits in the queue, and who works on it. */
export function QueuePanel({ health: { queue }, format }: { health: EndpointHealth; format: StaffFormat }) {
  const t = useTranslations("staff.events.side");
  return (
    <section className="panel">
      <h2 className="panel-head">{t("queue")}</h2>
      <dl className="figures">
        <div>
          <dt>{t("waiting")}</dt>
          <dd className="figure">{format.count(queue.waiting)}</dd>
        </div>
        <div>
          <dt>{t("oldest")}</dt>
          <dd className="figure">{queue.oldestAt ? format.age(queue.oldestAt) : t("nothingWaits")}</dd>
        </div>
        <div>
          <dt>{t("workers")}</dt>
          <dd className={queue.workers > 0 ? "figure" : "figure text-error"}>{queue.workers}</dd>
        </div>
      </dl>
    </section>
  );
}
