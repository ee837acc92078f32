import type { ReactNode } from "react";
import { Drawing, drawing, type Shapes } from "./drawing";

const tips = {
  corners: drawing(
    '<path class="line" d="M14 15v-6h7M51 9h7v6M58 37v6h-7M21 43h-7v-6"/>',
    '<rect class="paper" x="19.5" y="14" width="33" height="24" rx="4"/>',
    '<rect class="wash" x="24" y="19" width="9" height="13" rx="2"/>',
    '<path class="soft" d="M38 21.5h9.5M38 29.5h7"/>',
  ),
  glare: drawing(
    '<rect class="paper" x="12" y="11" width="47" height="32" rx="5"/>',
    '<rect class="wash" x="18" y="18" width="12" height="17" rx="2"/>',
    '<path class="soft" d="M37 22h15M37 31h11"/>',
    '<path class="line" d="m50 4-1.5 4.5M60 8l-4 4M64.5 17.5 59.5 18.5"/>',
  ),
  original: drawing(
    '<rect class="ink dashed" x="22.5" y="6" width="36" height="26" rx="4"/>',
    '<rect class="paper" x="13" y="17" width="40" height="27" rx="4"/>',
    '<rect class="wash" x="18" y="23" width="10" height="14" rx="2"/>',
    '<path class="soft" d="M34 26h13M34 34.5h9"/>',
  ),
  light: drawing(
    '<circle class="wash" cx="36" cy="26" r="21"/>',
    '<circle class="ink" cx="36" cy="20.5" r="7.5"/>',
    '<path class="ink" d="M22 43a14 13 0 0 1 28 0"/>',
  ),
} satisfies Record<string, Shapes>;

/** A small drawing of what makes a good picture. */
export type TipKind = keyof typeof tips;

/** A tip for the camera, drawn; `children` says it in two words. */
export function Tip({ kind, children }: { kind: TipKind; children: ReactNode }) {
  return (
    <li className="flex flex-col items-center gap-1.5 text-center">
      <span className="grid w-full place-items-center rounded-xl bg-base-200 py-2">
        <Drawing className="art h-11 w-auto" viewBox="0 0 72 52" shapes={tips[kind]} />
      </span>
      <span className="text-caption">{children}</span>
    </li>
  );
}
