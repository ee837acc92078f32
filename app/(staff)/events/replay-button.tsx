import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { shortcut } from "@/app/(staff)/_ui/shortcut";
import { replayAction } from "./actions";
import { failureTexts } from "./result-texts";

/** Runs an event's sync once more. `keyed`: by the key P as well, for one of them on a page. */
export async function ReplayButton({
  id,
  look,
  keyed,
}: {
  id: string;
  look: "btn-primary" | "btn-line";
  keyed: boolean;
}) {
  const [t, failures, again] = await Promise.all([getTranslations("staff.events"), failureTexts(), shortcut("P")]);
  return (
    <ResultForm action={replayAction} failures={failures} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="id" value={id} />
      <button type="submit" className={`btn btn-sm ${look}`} {...(keyed && again.attributes)}>
        <Icon of="RotateCcw" className="size-3.5" />
        {t("run")}
        {keyed ? again.hint : null}
      </button>
    </ResultForm>
  );
}
