import { useTranslations } from "next-intl";
import { Masked } from "@/app/(staff)/_ui/masked";
import type { EventDetail } from "@/lib/events/schema";

/** What may be shown of a payload, field by field; the data layer has decided it, and what is masked never comes here. */
export function PayloadPanel({ payload }: { payload: EventDetail["payload"] }) {
  const t = useTranslations("staff.events.event");
  return (
    <section className="panel">
      <h2 className="panel-head">
        {t("payload")}
        <span className="ms-auto font-normal muted">{t("payloadNote")}</span>
      </h2>
      {payload.kind === "shown" ? (
        <table className="payload">
          <caption className="sr-only">{t("payload")}</caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">{t("field")}</th>
              <th scope="col">{t("value")}</th>
            </tr>
          </thead>
          <tbody>
            {payload.lines.map(({ path, value }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two fields with unreadable names share a path, and the list is never reordered
              <tr key={`${path}-${index}`}>
                <th scope="row">
                  <bdi>{path}</bdi>
                </th>
                <td>{value === null ? <Masked label={t("masked")} /> : <bdi>{value}</bdi>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="p-3 text-xs muted">{t(payload.kind)}</p>
      )}
    </section>
  );
}
