/** Stands for a value that this role may not see. Always the same number of dots: they tell no length. */
export function Masked({ label }: { label: string }) {
  return (
    <span className="tracking-widest muted">
      <span aria-hidden="true">•••• ••••</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
