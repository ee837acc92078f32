import { RotateCcw } from "lucide";
import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { ResultForm } from "@/app/(dashboard)/_ui/result-form";
import { replayAction } from "./actions";
import { failureTexts } from "./result-texts";

/** Runs an event's sync once more. */
export async function ReplayButton({ id, look }: { id: string; look: "btn-primary" | "btn-line" }) {
  const [t, failures] = await Promise.all([getTranslations("staff.events"), failureTexts()]);
  return (
    <ResultForm action={replayAction} failures={failures} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="id" value={id} />
      <button type="submit" className={`btn btn-sm ${look}`}>
        <Icon of={RotateCcw} className="size-3.5" />
        {t("run")}
      </button>
    </ResultForm>
  );
}
