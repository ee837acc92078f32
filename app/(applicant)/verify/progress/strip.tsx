import { Icon } from "@/app/_ui/icon";

/** The strip in words. */
export type StripContent = {
  label: string;
  attempts: { label: string; text: string; count: number; max: number };
  expectation: { label: string; text: string } | null;
  otherWays: string;
};

/** Attempts, time, other ways: what one may want to know beside the sheet. */
export function Strip({ label, attempts, expectation, otherWays }: StripContent) {
  return (
    <aside className="strip bg-base-200 sm:mt-5 sm:bg-transparent" aria-label={label}>
      <div>
        <span className="muted text-caption">{attempts.label}</span>
        <span className="flex items-center gap-2 font-semibold">
          <bdi>{attempts.text}</bdi>
          <span className="flex gap-1" aria-hidden="true">
            {[1, 2, 3, 4, 5, 6].slice(0, attempts.max).map((bar) => (
              <span
                key={bar}
                className={`h-1.5 w-4 rounded-full ${bar <= attempts.count ? "bg-primary" : "bg-base-content/20"}`}
              />
            ))}
          </span>
        </span>
      </div>
      {expectation && (
        <div>
          <span className="muted text-caption">{expectation.label}</span>
          <span className="font-semibold">{expectation.text}</span>
        </div>
      )}
      <a href="#other-ways">
        {otherWays}
        <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
      </a>
    </aside>
  );
}
