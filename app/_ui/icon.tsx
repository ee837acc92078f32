import type { IconName } from "./icon-set";

/**
 * An icon of the Lucide set, for the eye only: the words beside it, or the label of what holds it, say the same.
 * `className` gives its size and colour. It is one empty element, of which a screen reader says nothing, and the
 * stylesheet draws it: a page shows dozens, and drawings in the markup would be rendered and sent with every request, twice.
 */
export function Icon({ of, className }: { of: IconName; className: string }) {
  return <span className={`icon icon-${of} ${className}`} />;
}
