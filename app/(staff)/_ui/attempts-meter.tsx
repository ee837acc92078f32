/** Bars for attempts, filled as far as they are used up, for the eye only: the numbers stand beside them. */
export function AttemptsMeter({ used, max }: { used: number; max: number }) {
  const tone = used < max ? "" : " text-warning";
  return <span className={`attempts-meter used-${Math.min(used, max)} of-${max}${tone}`} />;
}
