import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { BoardPage } from "@/lib/connect/staff/schema";
import { now } from "@/lib/time";
import { nearnessOf } from "./nearness";

const dayMs = 86_400_000;

/** Of the drawing; a bar is never lower than a count of one can be seen. */
const height = 40;
const least = 3;

/** How many sellers may lose payouts on each of the next days: a table, whose bars are drawn beside the counts. */
export function DeadlineDays({ byDay, format }: { byDay: BoardPage["byDay"]; format: StaffFormat }) {
  const t = useTranslations("staff.accounts.days");
  const most = Math.max(1, ...byDay.map(({ accounts }) => accounts.value));
  return (
    <table className="deadline-days">
      <caption>
        {t("caption", { day: format.day(byDay[0]?.day ?? now().toISOString()) })}{" "}
        <span className="font-normal muted">{t("note")}</span>
      </caption>
      <thead>
        <tr>
          {byDay.map(({ day }) => (
            <th key={day} scope="col">
              <span className="sr-only">{format.day(day)}</span>
              <span aria-hidden="true">{Number(day.slice(8))}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          {byDay.map(({ day, accounts }, index) => {
            const bar = accounts.value === 0 ? 0 : Math.max(least, Math.round((accounts.value / most) * height));
            return (
              <td key={day}>
                <span className={accounts.value === 0 ? "muted" : ""}>{format.count(accounts)}</span>
                <svg viewBox={`0 0 10 ${height}`} preserveAspectRatio="none" aria-hidden="true">
                  <rect className={`day-${nearnessOf((index + 1) * dayMs)}`} y={height - bar} width="10" height={bar} />
                </svg>
              </td>
            );
          })}
        </tr>
      </tbody>
    </table>
  );
}
