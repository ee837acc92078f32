import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { readCodes } from "@/lib/connect/requirements/codes";
import type { BoardRow } from "@/lib/connect/staff/schema";
import { now } from "@/lib/time";
import { type BoardLine, BoardRows, type BoardWords } from "./board-rows";
import { nearnessOf } from "./nearness";
import { reasonText } from "./reason-text";

const businessTypes = ["individual", "company", "non_profit", "government_entity"] as const;

/** The board's table: puts rows into words, each word once. */
export function BoardTable({ rows, format, formId }: { rows: BoardRow[]; format: StaffFormat; formId: string | null }) {
  const t = useTranslations("staff.accounts");
  const connect = useTranslations("connect");
  const words: BoardWords = {
    caption: t("caption"),
    columns: {
      seller: t("columns.seller"),
      country: t("columns.country"),
      type: t("columns.type"),
      status: t("columns.status"),
      due: t("columns.due"),
      what: t("columns.what"),
      reason: t("columns.reason"),
      deadline: t("columns.deadline"),
      left: t("columns.left"),
      asked: t("columns.asked"),
    },
    masked: t("masked"),
    noName: t("noName"),
    unreadable: t("unreadable"),
    none: t("none"),
    noDate: t("noDate"),
    notAsked: t("notAsked"),
    status: {},
    country: {},
    type: {},
    reason: {},
  };

  /** What failed first, else what there is to do. */
  const what = ({ asked }: BoardRow): string | undefined => {
    if (!asked) return undefined;
    const failed = readCodes(asked.codes).map(({ text }) => connect(`code.${text}.title`));
    const things = failed.length > 0 ? failed : asked.tasks.map((task) => t(`taskShort.${task}`));
    const [first, ...others] = things;
    if (first === undefined) return undefined;
    return others.length > 0 ? t("andMore", { first, count: others.length }) : first;
  };

  const lines = rows.map((row): BoardLine => {
    const { id, name, country, businessType, status, disabledReason: reason, dueBy, asked } = row;
    words.status[status] ??= t(`status.${status}`);
    words.country[country] ??= format.country(country);
    const type = businessTypes.find((each) => each === businessType);
    if (type) words.type[type] ??= t(`type.${type}`);
    if (reason !== null) words.reason[reason] ??= reasonText(t, reason);
    const said = what(row);
    const left = dueBy === null ? null : Date.parse(dueBy) - now().getTime();
    return {
      id,
      ...(name.kind === "known" ? { name: name.text } : {}),
      ...(name.kind === "masked" ? { masked: true } : {}),
      ...(name.kind === "unreadable" ? { unreadable: true } : {}),
      country,
      ...(type ? { type } : {}),
      status,
      due: row.due,
      ...(row.pending > 0 ? { pending: row.pending } : {}),
      ...(said ? { what: said } : {}),
      ...(asked && asked.codes.length > 0 ? { codes: asked.codes } : {}),
      ...(reason === null ? {} : { reason }),
      ...(reason !== null && !row.payoutsEnabled ? { off: true } : {}),
      ...(dueBy === null || left === null
        ? {}
        : {
            deadline: format.moment(dueBy),
            left: left < 0 ? t("leftPast", { span: format.span(-left) }) : format.span(left),
            nearness: nearnessOf(left),
          }),
      ...(row.askedAt === null ? {} : { asked: format.moment(row.askedAt) }),
    };
  });

  const nameOf = ({ name, stripeId, id }: BoardRow) => (name.kind === "known" ? name.text : (stripeId ?? id));
  const choose = Object.fromEntries(rows.map((row) => [row.id, t("choose", { name: nameOf(row) })]));
  const form = formId === null ? undefined : { id: formId, choose, chooseAll: t("chooseAll") };
  return <BoardRows lines={lines} words={words} form={form} />;
}
