import type { FormEvent } from "react";
import type { RevealReason } from "@/lib/audit/actions";

/** The words of the form. */
export type RevealFormTexts = {
  askTitle: string;
  askText: string;
  why: string;
  reasons: { reason: RevealReason; label: string; hint: string }[];
  cancel: string;
  submit: string;
};

/** The popover that a button opens whose `popoverTarget` this is. */
export const revealFormId = "ask-evidence";
const titleId = "ask-evidence-title";

/** Asks why somebody must see the evidence of the case `id`. */
export function RevealForm({
  id,
  texts,
  submit,
}: {
  id: string;
  texts: RevealFormTexts;
  submit: (form: FormData) => void;
}) {
  const hide = (event: FormEvent<HTMLFormElement>) =>
    event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover?.();

  return (
    <section id={revealFormId} popover="auto" className="staff-popover ask" aria-labelledby={titleId}>
      <form action={submit} onSubmit={hide}>
        <input type="hidden" name="id" value={id} />
        <h2 id={titleId} className="text-base font-semibold">
          {texts.askTitle}
        </h2>
        <p className="mt-1 text-xs muted">{texts.askText}</p>
        <fieldset className="mt-3 flex flex-col gap-1.5">
          <legend className="mb-1 text-xs font-medium">{texts.why}</legend>
          {texts.reasons.map(({ reason, label, hint }) => (
            <label key={reason} className="ask-reason">
              <input type="radio" name="reason" value={reason} required className="ask-radio" />
              <span className="font-medium">{label}</span>
              <span className="muted">{hint}</span>
            </label>
          ))}
        </fieldset>
        <div className="mt-3 flex justify-end gap-2">
          <button type="button" className="btn btn-sm btn-line" popoverTarget={revealFormId} popoverTargetAction="hide">
            {texts.cancel}
          </button>
          <button type="submit" className="btn btn-sm btn-primary">
            {texts.submit}
          </button>
        </div>
      </form>
    </section>
  );
}
