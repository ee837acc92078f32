/** The shapes of a drawing, as markup. */
export type Shapes = { __html: string };

/** Puts shapes together; `shapes` are constants of our files, never anything that came from outside. */
export const drawing = (...shapes: string[]): Shapes => ({ __html: shapes.join("") });

/**
 * One element to React, which would otherwise render and send each of up to twenty shapes twice. Markup as text is safe
 * here, because `drawing` takes constants of our files.
 */
export function Drawing({ className, viewBox, shapes }: { className: string; viewBox: string; shapes: Shapes }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: constants of our files, see above
  return <svg className={className} viewBox={viewBox} aria-hidden="true" dangerouslySetInnerHTML={shapes} />;
}
