import { getTranslations } from "next-intl/server";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { TaskAccount } from "@/lib/connect/schema";
import { nameOf, personOf } from "./people-names";

/** Tasks that are somebody's, with a title of their own where that is the one who reads it. */
const ownKeys = ["id", "home", "live"] as const;

/** A title for a task: of whom it is, where it is somebody's. */
export const taskTitle = (task: Pick<Task, "key" | "person">, account: TaskAccount): Promise<string> =>
  titleWith(nameOf(account, task.person), task, account);

/** The same for the tab, which names nobody. */
export const taskTab = (task: Pick<Task, "key" | "person">, account: TaskAccount): Promise<string> =>
  titleWith(null, task, account);

async function titleWith(name: string | null, task: Pick<Task, "key" | "person">, account: TaskAccount) {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const own = ownKeys.find((key) => key === task.key);
  const isOwn =
    task.person === "individual" || task.person === account.self || personOf(account, task.person)?.isSeller;
  if (own && isOwn) return connect(`ownTask.${own}`);
  return connect(`task.${task.key}.title`, { name: name ?? t("somebody") });
}
