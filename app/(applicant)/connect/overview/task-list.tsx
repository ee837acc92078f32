import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Disc, Mark } from "@/app/_ui/mark";
import type { Tone } from "@/app/_ui/notice";
import { isEmbedded, onboardingPath } from "@/app/(applicant)/connect/embedded/instead-of-forms";
import { taskPath } from "@/app/(applicant)/connect/task-form/questions";
import { taskTitle } from "@/app/(applicant)/connect/task-title";
import { readCodes } from "@/lib/connect/requirements/codes";
import { type Task, type TaskKey, taskMinutes } from "@/lib/connect/requirements/tasks";
import type { TaskAccount } from "@/lib/connect/schema";

const icons: Record<TaskKey, IconName> = {
  ...{ you: "UserRound", person: "UserRound", id: "IdCard", home: "Mail", live: "ScanFace", people: "UsersRound" },
  ...{ company: "Building2", papers: "FileUp", shop: "Store", bank: "Landmark", terms: "PenLine" },
  ...{ stripe: "ArrowUpRight", other: "CircleHelp" },
};

const looks: Record<Task["state"], { tone: Tone; icon: IconName }> = {
  failed: { tone: "warning", icon: "CircleAlert" },
  past_due: { tone: "error", icon: "CircleAlert" },
  due: { tone: "primary", icon: "CircleDot" },
  checking: { tone: "info", icon: "Clock" },
  later: { tone: "neutral", icon: "CircleDashed" },
  done: { tone: "success", icon: "CircleCheck" },
};

/** Where a task is done by whom the page is for. */
type PathOf = (task: Pick<Task, "key" | "person">) => string;

/** Where the seller does it: in our forms, or in Stripe's embedded ones. */
const sellersPath: PathOf = (task) => (isEmbedded() ? onboardingPath : taskPath(task));

async function TaskRow({ task, account, path }: { task: Task; account: TaskAccount; path: PathOf | null }) {
  const [t, connect, title] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    taskTitle(task, account),
  ]);
  const { key, state, entries } = task;
  const [code] = readCodes(entries.flatMap(({ codes }) => codes));
  const minutes = taskMinutes[key];
  const hint = code ? connect(`code.${code.text}.cause`) : connect(`task.${key}.hint`);
  // New accounts are past due from their first minute, which no date has passed for.
  const overdue = state === "past_due" && account.enabledAt !== null;
  const marked = state === "failed" || overdue;
  const { tone, icon } = looks[state === "past_due" && !overdue ? "due" : state];
  const row = (
    <>
      <Disc tone={tone}>
        <Icon of={icons[key]} className="size-5" />
      </Disc>
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{title}</span>
        <span className="muted block text-small">
          {hint}
          {minutes && path && !code ? ` ${t("minutes", { minutes })}` : ""}
        </span>
        {marked && (
          <span className="mt-1.5 block">
            <Mark tone={tone} icon={<Icon of={icon} className="size-4" />}>
              {connect(`taskState.${state}`)}
            </Mark>
          </span>
        )}
      </span>
      {path && <Icon of="ChevronRight" className="muted size-5 rtl:-scale-x-100" />}
    </>
  );
  return (
    <li>
      {path ? (
        <a href={path(task)} className="task-row">
          {row}
        </a>
      ) : (
        <div className="task-row">{row}</div>
      )}
    </li>
  );
}

const rowKey = ({ key, person }: Task) => `${key} ${person}`;

/** Tasks under a heading, with how many of all were sent. What is done or checked leads nowhere. */
export async function TaskCard({
  title,
  tasks,
  account,
  progress,
  path = sellersPath,
}: {
  title: string;
  tasks: readonly Task[];
  account: TaskAccount;
  progress?: { sent: number; all: number };
  path?: PathOf;
}) {
  const t = await getTranslations("applicant.connect");
  return (
    <section className="seller-panel">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="font-semibold text-lead">{title}</h2>
        {progress && progress.sent > 0 && <p className="muted text-small">{t("sentOf", progress)}</p>}
      </div>
      {progress && progress.sent > 0 && (
        <div className="bars" aria-hidden="true">
          {Array.from({ length: progress.all }, (_, bar) => bar).map((bar) => (
            <span key={bar} data-sent={bar < progress.sent || undefined} />
          ))}
        </div>
      )}
      <ul className="rows mt-1">
        {tasks.map((task) => (
          <TaskRow key={rowKey(task)} task={task} account={account} path={progress === undefined ? null : path} />
        ))}
      </ul>
    </section>
  );
}

/** Tasks that need nothing now, behind a press. `linked`: they may be done all the same. */
export function Folded({
  title,
  text,
  tasks,
  account,
  linked = false,
}: {
  title: string;
  text?: string;
  tasks: readonly Task[];
  account: TaskAccount;
  linked?: boolean;
}) {
  return (
    <details className="fold">
      <summary className="flex min-h-13 cursor-pointer items-center gap-2.5 font-semibold">
        <Icon of="ChevronRight" className="muted size-5 rtl:-scale-x-100" />
        <span className="flex-1">{title}</span>
        <span className="muted font-normal">{tasks.length}</span>
      </summary>
      {text && <p className="muted pb-2 text-small">{text}</p>}
      <ul className="rows">
        {tasks.map((task) => (
          <TaskRow key={rowKey(task)} task={task} account={account} path={linked ? sellersPath : null} />
        ))}
      </ul>
    </details>
  );
}
