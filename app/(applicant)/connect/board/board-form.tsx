"use client";

import { type SubmitEvent, startTransition, useActionState, useEffect, useRef } from "react";
import { Button } from "@/app/_ui/button";
import { useErrorTitle } from "@/app/_ui/error-title";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions } from "@/app/_ui/sheet";
import { ConnectField } from "@/app/(applicant)/connect/field/field";
import type { FieldView } from "@/app/(applicant)/connect/field/field-view";
import type { FormState } from "@/app/(applicant)/connect/task-form/form-state";

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
  const [state, send, pending] = useActionState(action, { values: initial, problems: {}, refused: null });
  const form = useRef<HTMLFormElement>(null);
  const wrong = Object.keys(state.problems).length > 0;
  useErrorTitle(wrong, texts.errorTitle);
  useEffect(() => {
    if (!wrong) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrong]);

  // Not by the form's own action, after which React would empty it.
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const sent = new FormData(event.currentTarget);
    if (!pending) startTransition(() => send(sent));
  };

  return (
    <form ref={form} action={send} onSubmit={submit} className="mt-6 flex flex-1 flex-col gap-7" noValidate>
      {state.refused && (
        <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={state.refused.title}>
          {state.refused.text}
        </Notice>
      )}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
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
          <div className="fields">
            {fields.map((one) => (
              <div key={one.name} data-half={one.half || undefined} className="min-w-0">
                <ConnectField
                  view={one}
                  state={{
                    values: state.values,
                    error: state.problems[one.name] ?? null,
                    optional: texts.optional,
                  }}
                />
              </div>
            ))}
          </div>
        </section>
      ))}
      <Actions>
        <Button type="submit" aria-disabled={pending}>
          {pending && <span className="loading loading-spinner size-5" aria-hidden="true" />}
          {texts.send}
        </Button>
      </Actions>
    </form>
  );
}
