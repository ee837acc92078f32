import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { EmptyList } from "@/app/(staff)/_ui/list/empty-list";
import { EmptyPage } from "@/app/(staff)/_ui/list/empty-page";
import { KeptFilters } from "@/app/(staff)/_ui/list/kept-filters";
import { ListBar } from "@/app/(staff)/_ui/list/list-bar";
import { listFilters } from "@/app/(staff)/_ui/list/list-filters";
import { ListFoot } from "@/app/(staff)/_ui/list/list-foot";
import { UnreadFilters } from "@/app/(staff)/_ui/list/unread-filters";
import { SectionHead } from "@/app/(staff)/_ui/page-head";
import { shortcut, shortcutsAct } from "@/app/(staff)/_ui/shortcut";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { may } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/viewer";
import { loadBoard } from "@/lib/connect/staff/loaders";
import { boardFilterNames } from "@/lib/connect/staff/schema";
import { boardHref, readBoardFilter } from "./board/board-address";
import { BoardEmpty } from "./board/board-empty";
import { boardFilters } from "./board/board-filters";
import { BoardTable } from "./board/board-table";
import { BoardViews } from "./board/board-views";
import { DeadlineDays } from "./board/deadline-days";
import { PayoutRisks } from "./board/payout-risks";

const formId = "ask-chosen";

/** Sellers' accounts, nearest deadline first; the address holds the filters. */
export default async function AccountsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const viewer = await requirePermission("accounts.read");
  const search = await searchParams;
  const filter = readBoardFilter(search);
  const maySelect = may(viewer.role, "accounts.ask_several");
  const [board, t, format, keys, ask] = await Promise.all([
    loadBoard(viewer, filter),
    getTranslations("staff.accounts"),
    staffFormat(),
    shortcutsAct(),
    shortcut("M"),
  ]);
  const { rows } = board;
  const countries = [...new Set((rows ?? []).map((row) => row.country))].sort();
  const filters = await boardFilters(viewer, filter, countries, format);

  return (
    <StaffMain tab={t("title")}>
      <SectionHead title={t("title")} note={t("order")}>
        {may(viewer.role, "accounts.export") ? (
          <form method="post" action="/connect/accounts/export" className="ms-auto">
            <KeptFilters filter={filter} names={[]} />
            <button type="submit" title={t("exportTitle")} className="btn btn-sm btn-line">
              <Icon of="Download" className="size-3.5" />
              {t("export")}
            </button>
          </form>
        ) : null}
      </SectionHead>
      <BoardViews filter={filter} byStatus={board.byStatus} format={format} />
      <div className="board-figures">
        <PayoutRisks filter={filter} byRisk={board.byRisk} format={format} />
        <DeadlineDays byDay={board.byDay} format={format} />
      </div>
      <ListBar
        path="/connect/accounts"
        view="status"
        filter={filter}
        filters={filters}
        searchHint={t("searchHint")}
        keys={keys}
      />
      <UnreadFilters names={boardFilterNames} filter={filter} search={search} />
      <div className="list-rows">
        {rows === null ? (
          <EmptyList icon="EyeOff" title={t("countsOnly.title")} text={t("countsOnly.text")} />
        ) : rows.length > 0 ? (
          <BoardTable rows={rows} format={format} formId={maySelect ? formId : null} />
        ) : board.total.value > 0 ? (
          <EmptyPage first={boardHref(filter)} />
        ) : (
          <BoardEmpty
            filter={filter}
            active={(await listFilters(format)).active("/connect/accounts", filter, filters)}
          />
        )}
      </div>
      <ListFoot
        page={board}
        href={(cursor) => boardHref(filter, cursor)}
        words={{ label: t("pages"), newer: t("nearer"), older: t("later") }}
      >
        {maySelect && rows !== null && rows.length > 0 ? (
          <form id={formId} action="/connect/accounts/ask" className="ask-chosen">
            <button type="submit" className="btn btn-sm btn-primary" {...ask.attributes}>
              <Icon of="Mail" className="size-3.5" />
              {t("askChosen")}
              {ask.hint}
            </button>
          </form>
        ) : null}
        <span className="num">{t("shown", { shown: rows?.length ?? 0, total: format.count(board.total) })}</span>
      </ListFoot>
    </StaffMain>
  );
}
