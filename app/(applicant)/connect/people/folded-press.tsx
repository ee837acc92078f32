import { SubmitButton } from "@/app/_ui/submit-button";

/** A press about somebody on the board that takes something away: folded, so that nobody comes upon it by mistake. */
export function FoldedPress({
  person,
  action,
  title,
  text,
  button,
}: {
  person: string;
  action: (form: FormData) => Promise<void>;
  title: string;
  text: string;
  button: string;
}) {
  return (
    <details className="fold">
      <summary className="cta-quiet">{title}</summary>
      <form action={action} className="flex flex-col gap-2 py-2">
        <input type="hidden" name="person" value={person} />
        <p className="muted text-center text-small">{text}</p>
        <SubmitButton look="second">{button}</SubmitButton>
      </form>
    </details>
  );
}
