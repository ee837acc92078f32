import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import { toName } from "@/lib/connect/converge";
import { readCodes } from "@/lib/connect/requirements/codes";
import { isAsked } from "@/lib/connect/schema";
import type { OpenRequirement } from "@/lib/connect/staff/schema";
import { thingOf } from "./entry-words";

/** Where an entry stands, the most urgent first. */
const states = ["failed", "past", "due", "pending", "later"] as const;
type State = (typeof states)[number];

const tones: Record<State, string> = {
  failed: "tone-error",
  past: "tone-error",
  due: "tone-warning",
  pending: "tone-info",
  later: "tone-neutral",
};

function stateOf({ list, errorCodes }: OpenRequirement): State {
  if (errorCodes.length > 0) return "failed";
  if (list === "past" || list === "future_past") return "past";
  if (isAsked(list)) return "due";
  return list === "pending" ? "pending" : "later";
}

const earliest = (times: readonly string[]): string => times.toSorted()[0] ?? "";
const latest = (times: readonly (string | null)[]): string | null =>
  times
    .filter((time) => time !== null)
    .toSorted()
    .at(-1) ?? null;

/** What Stripe names now, entries of one thing in one row: since when, and when we wrote about it. */
export function RequirementsNow({
  requirements,
  country,
  whoOf,
  format,
}: {
  requirements: OpenRequirement[];
  country: string;
  whoOf: (personId: string | null, entry: string) => string;
  format: StaffFormat;
}) {
  const t = useTranslations("staff.account.now");
  const connect = useTranslations("connect");

  const things = Map.groupBy(
    requirements,
    (each) => `${each.personId} ${stateOf(each)} ${thingOf(toName(each), country, connect).key}`,
  );
  const rows = [...things].flatMap(([key, [first, ...others]]) => {
    if (!first) return [];
    const all = [first, ...others];
    return [
      {
        key,
        state: stateOf(first),
        text: thingOf(toName(first), country, connect).text,
        who: whoOf(first.personId, first.entry),
        name: first.entry,
        names: all.map(toName).join("\n"),
        more: others.length,
        since: earliest(all.map(({ appearedAt }) => appearedAt)),
        asked: latest(all.map(({ askedAt }) => askedAt)),
        codes: [...new Set(all.flatMap(({ errorCodes }) => errorCodes))],
      },
    ];
  });
  rows.sort((a, b) => states.indexOf(a.state) - states.indexOf(b.state));

  return (
    <section className="panel" aria-labelledby="now">
      <h2 id="now" className="panel-head">
        {t("title")}
        <span className="ms-auto font-normal muted">{t("count", { count: rows.length })}</span>
      </h2>
      {rows.length === 0 ? <p className="p-3 text-xs muted">{t("none")}</p> : null}
      {rows.length > 0 ? (
        <div className="overflow-x-auto">
          <table className="facts-table">
            <thead>
              <tr>
                {(["what", "state", "since", "asked", "who", "name"] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key}>
                  <td>
                    {row.text ?? t("unknown")}
                    {readCodes(row.codes).map(({ text }) => (
                      <span key={text} className="block text-2xs text-error">
                        {connect(`code.${text}.title`)}
                      </span>
                    ))}
                    {row.codes.map((code) => (
                      <bdi key={code} className="code block muted">
                        {code}
                      </bdi>
                    ))}
                  </td>
                  <td>
                    <span className={`staff-tag ${tones[row.state]}`}>{t(`state.${row.state}`)}</span>
                  </td>
                  <td className="num whitespace-nowrap">
                    <Moment at={format.moment(row.since)} />
                  </td>
                  <td className="num whitespace-nowrap">
                    {row.asked === null ? (
                      <span className="muted">{t("notAsked")}</span>
                    ) : (
                      <Moment at={format.moment(row.asked)} />
                    )}
                  </td>
                  <td className="whitespace-nowrap">{row.who}</td>
                  <td title={row.names}>
                    <bdi className="code">{row.name}</bdi>
                    {row.more > 0 ? <span className="text-2xs muted"> {t("more", { count: row.more })}</span> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}
