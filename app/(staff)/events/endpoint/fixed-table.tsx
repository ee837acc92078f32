import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import { ShortId } from "@/app/(staff)/_ui/short-id";
import type { FixedDrift } from "@/lib/reconciler/schema";

/**
 * Session by session, what the reconciler's syncs found to differ: what we held, what Stripe said, and that it was fixed;
 * when, is said in words unless `compact`.
 */
export function FixedTable({
  rows,
  format,
  compact = false,
}: {
  rows: FixedDrift[];
  format: StaffFormat;
  compact?: boolean;
}) {
  const t = useTranslations("staff.events.fixed");
  const fields = useTranslations("staff.events.drift.fields");

  return (
    <table className={compact ? "event-fixed compact" : "event-fixed"}>
      <caption className="sr-only">{t("caption")}</caption>
      <thead>
        <tr>
          {(["session", "held", "found", "now"] as const).map((column) => (
            <th key={column} scope="col">
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <a href={`/events?q=${row.target.id}`} className="staff-text-link" title={row.kind}>
                <ShortId id={row.target.id} />
              </a>
              {row.field === "status" ? null : <span className="block text-2xs muted">{fields(row.field)}</span>}
            </th>
            <td>
              <Word>{row.held ?? t("none")}</Word>
            </td>
            <td>
              <Word>{row.found ?? t("none")}</Word>
            </td>
            <td title={format.full(row.fixedAt)}>
              <Icon of="Check" className="me-1 inline-block size-3 text-success" />
              <span className="sr-only">{t("fixed")} </span>
              {compact ? null : <Moment at={format.moment(row.fixedAt)} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A word of Stripe's, which may break where it has a line. */
function Word({ children }: { children: string }) {
  return (
    <bdi className="code">
      {children.split("_").flatMap((part, index) => (index === 0 ? [part] : ["_", <wbr key={part} />, part]))}
    </bdi>
  );
}
