import { Icon } from "@/app/_ui/icon";

/** How long evidence can still be opened, in words; `over` is the share of that time that is over, 0 to 1. */
export type EvidenceTime = { left: string; until: string; elapsed: string; over: number };

const nearlyOver = 0.8;

/** How long Stripe lets evidence be opened; amber when most of the time is over. */
export function EvidenceClock({ left, until, elapsed, over }: EvidenceTime) {
  const tone = over > nearlyOver ? "text-warning" : "text-info";
  return (
    <>
      <Icon of="Timer" className={`size-4 ${tone}`} />
      <p>
        <strong className="num font-semibold">{left}</strong> <span className="num muted">{until}</span>
      </p>
      <svg
        viewBox="0 0 112 6"
        width="112"
        height="6"
        className={`hidden shrink-0 md:block ${tone}`}
        role="img"
        aria-label={elapsed}
      >
        <rect width="112" height="6" rx="3" className="fill-base-content/12" />
        <rect width={Math.max(4, over * 112)} height="6" rx="3" fill="currentColor" />
      </svg>
    </>
  );
}
