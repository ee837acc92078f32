/** The key that presses a control, as a picture of it. */
export function KeyHint({ of }: { of: string }) {
  return (
    <span className="key-hint" aria-hidden="true">
      {of}
    </span>
  );
}
