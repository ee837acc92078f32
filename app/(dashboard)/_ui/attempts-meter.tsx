/** Bars for attempts, filled as far as they are used up. `label` says it in words. */
export function AttemptsMeter({ used, max, label }: { used: number; max: number; label: string }) {
  const tone = used < max ? "" : " text-warning";
  return (
    <span className={`attempts-meter used-${Math.min(used, max)} of-${max}${tone}`} role="img" aria-label={label} />
  );
}
