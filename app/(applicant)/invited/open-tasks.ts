import type { loadPersonSelfie } from "@/lib/connect/loaders";
import { isProvable } from "@/lib/connect/requirements/fields";
import { isOpenTask, type Task } from "@/lib/connect/requirements/tasks";

/** Whether there is something to do for somebody invited: nothing for what her selfie proves, while Stripe checks that. */
export const isOpenBeside =
  ({ allowed }: Awaited<ReturnType<typeof loadPersonSelfie>>) =>
  (task: Task): boolean => {
    const beingChecked = !allowed.ok && allowed.why === "being_checked";
    const open = task.entries.filter(isOpenTask);
    return isOpenTask(task) && !(beingChecked && open.every(({ field }) => isProvable(field)));
  };
