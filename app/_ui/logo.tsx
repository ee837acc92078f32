/** The company's sign, 32 by 32 unless `className` says otherwise; a name must stand beside it. */
export function Logo({ className = "size-8" }: { className?: string }) {
  return (
    <svg className={className} viewBox="0 0 32 32" aria-hidden="true">
      <rect className="fill-primary" width="32" height="32" rx="9" />
      <path
        className="stroke-primary-content"
        fill="none"
        strokeWidth="2.5"
        strokeLinecap="round"
        d="M6.5 12h12a2.75 2.75 0 1 0-2.6-3.7M6.5 16.5h16.2a3 3 0 1 1-2.8 4M6.5 21h7.7a2.2 2.2 0 1 1-2.1 2.9"
      />
    </svg>
  );
}
