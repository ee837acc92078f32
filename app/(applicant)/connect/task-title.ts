import { getTranslations } from "next-intl/server";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { TaskAccount } from "@/lib/connect/schema";
import { nameOf, personOf } from "./people-names";

/** Tasks that are somebody's, with a title of their own where that is the one who reads it. */
const ownKeys = ["id", "home", "live"] as const;

/** A title for a task: of whom it is, where it is somebody's. */
export async function taskTitle(task: Pick<Task, "key" | "person">, account: TaskAccount): Promise<string> {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const own = ownKeys.find((key) => key === task.key);
  const isOwn =
    task.person === "individual" || task.person === account.self || personOf(account, task.person)?.isSeller;
  if (own && isOwn) return connect(`ownTask.${own}`);
  const name = nameOf(account, task.person) ?? t("somebody");
  return connect(`task.${task.key}.title`, { name });
}
