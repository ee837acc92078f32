import { Icon } from "@/app/_ui/icon";
import { type Tone, toneClass } from "@/app/_ui/notice";

/** Where the person really stands: 0 prepare, 1 capture, 2 checking, 3 result. */
export type RailStep = 0 | 1 | 2 | 3;

/** The rail in words. */
export type RailContent = { label: string; steps: readonly string[]; at: RailStep; tone: Tone };

/** Where the person stands, in four steps. */
export function Rail({ label, steps, at, tone }: RailContent) {
  return (
    <ol className={`rail ${toneClass[tone]}`} aria-label={label}>
      {steps.map((step, index) => (
        <li key={step} data-state={index < at ? "done" : undefined} aria-current={index === at ? "step" : undefined}>
          {index < at && <Icon of="Check" className="size-3.5 text-primary" />}
          {step}
        </li>
      ))}
    </ol>
  );
}
