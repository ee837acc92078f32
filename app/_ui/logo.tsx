/** The company's sign, 32 by 32 unless `className` says otherwise; a name must stand beside it. */
export function Logo({ className = "size-8" }: { className?: string }) {
  return <span className={`logo ${className}`} />;
}
