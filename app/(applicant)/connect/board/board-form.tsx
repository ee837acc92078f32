"use client";

import { type SubmitEvent, startTransition, useActionState } from "react";
import type { FieldView } from "@/app/(applicant)/connect/field/field-view";
import { AnswerFields, AnswerForm } from "@/app/(applicant)/connect/task-form/answer-form";
import { type FormState, unsent } from "@/app/(applicant)/connect/task-form/form-state";

/** The form of one person on the board. Sent as a whole, with script and without; nothing that was typed is lost. */
export function BoardForm({
  groups,
  roles,
  initial,
  hidden,
  texts,
  action,
}: {
  groups: { title: string; fields: FieldView[] }[];
  roles: { name: string; label: string; help: string }[];
  initial: Readonly<Record<string, string>>;
  hidden: Readonly<Record<string, string>>;
  texts: { send: string; optional: string; errorTitle: string; rolesTitle: string };
  action: (state: FormState, form: FormData) => Promise<FormState>;
}) {
  const [state, send, pending] = useActionState(action, { ...unsent, values: initial });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const sent = new FormData(event.currentTarget);
    if (!pending) startTransition(() => send(sent));
  };

  return (
    <AnswerForm {...{ state, hidden, texts }} busy={pending} action={send} onSubmit={submit}>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-semibold text-lead">{texts.rolesTitle}</legend>
        {roles.map(({ name, label, help }) => (
          <label key={name} className="choice-card">
            <input
              type="checkbox"
              name={name}
              value="yes"
              defaultChecked={state.values[name] === "yes"}
              aria-invalid={state.problems.roles ? true : undefined}
              aria-describedby={state.problems.roles ? "roles-error" : undefined}
            />
            <span>
              <span className="block font-semibold">{label}</span>
              <span className="muted block text-small">{help}</span>
            </span>
          </label>
        ))}
        {state.problems.roles && (
          <p id="roles-error" className="font-medium text-error text-small">
            {state.problems.roles}
          </p>
        )}
      </fieldset>
      {groups.map(({ title, fields }) => (
        <section key={title} className="flex flex-col gap-3.5">
          <h2 className="font-semibold text-lead">{title}</h2>
          <AnswerFields views={fields} state={state} optional={texts.optional} />
        </section>
      ))}
    </AnswerForm>
  );
}
