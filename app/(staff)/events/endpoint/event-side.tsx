import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { EndpointHealth } from "@/lib/health/schema";
import { DriftPanel } from "./drift-panel";
import { EndpointPanel } from "./endpoint-panel";
import { QueuePanel } from "./queue-panel";

/** Beside the list: how the endpoint is doing, whether we drift from Stripe, and what waits in the queue. */
export function EventSide({ health, format }: { health: EndpointHealth; format: StaffFormat }) {
  const t = useTranslations("staff.events.side");
  return (
    <aside className="event-side" aria-label={t("label")}>
      <EndpointPanel health={health} format={format} />
      <DriftPanel health={health} format={format} />
      <QueuePanel health={health} format={format} />
    </aside>
  );
}
