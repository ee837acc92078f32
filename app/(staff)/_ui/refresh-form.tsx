import type { ComponentProps } from "react";
import { Icon } from "@/app/_ui/icon";
import { ResultForm } from "./result-form";

/** The press that reads one item from Stripe now. `synced`: when that was last done, in words. */
export function RefreshForm<Code extends string>({
  id,
  label,
  synced,
  ...form
}: Pick<ComponentProps<typeof ResultForm<Code>>, "action" | "failures"> & {
  id: string;
  label: string;
  synced: string;
  /** What to say when it worked. */
  done: string;
}) {
  return (
    <ResultForm {...form} className="flex items-center gap-2">
      <input type="hidden" name="id" value={id} />
      <button
        type="submit"
        className="btn btn-sm btn-line btn-square refresh"
        aria-label={label}
        title={`${label}. ${synced}`}
      >
        <Icon of="RefreshCw" className="size-3.5" />
      </button>
    </ResultForm>
  );
}
