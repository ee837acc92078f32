import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import type { CheckState } from "@/lib/health/doctor/check";

const signs: Record<CheckState, { icon: IconName; tone: string }> = {
  ok: { icon: "CircleCheck", tone: "text-success" },
  warning: { icon: "TriangleAlert", tone: "text-warning" },
  failed: { icon: "CircleX", tone: "text-error" },
  unknown: { icon: "CircleMinus", tone: "muted" },
};

/** The sign of a state, for the eye only. Its shape alone tells the state. */
export function StateIcon({ state, size }: { state: CheckState; size: string }) {
  const { icon, tone } = signs[state];
  return <Icon of={icon} className={`${size} ${tone}`} />;
}
