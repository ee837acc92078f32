const step = 9;
const bars = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => `M${(from + index) * step} 1h7v6h-7z`).join("");

/** Bars for attempts, filled as far as they are used up. `label` says it in words. */
export function AttemptsMeter({ used, max, label }: { used: number; max: number; label: string }) {
  const filled = Math.min(used, max);
  return (
    <svg width={max * step - 2} height="8" className="attempts-meter" role="img" aria-label={label}>
      <path d={bars(0, filled)} className={used < max ? "fill-base-content/60" : "fill-warning"} />
      <path d={bars(filled, max)} className="fill-base-content/15" />
    </svg>
  );
}
