"use client";

import { type ReactNode, type RefObject, type SubmitEvent, useEffect, useRef } from "react";
import { Button } from "@/app/_ui/button";
import { useErrorTitle } from "@/app/_ui/error-title";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions } from "@/app/_ui/sheet";
import { ConnectField } from "@/app/(applicant)/connect/field/field";
import type { FieldView } from "@/app/(applicant)/connect/field/field-view";
import type { FormState } from "./form-state";

/**
 * A form that is sent as a whole and comes back with what is wrong: each time, the first wrong field takes the focus, or why
 * nothing was sent comes into view. `action` sends it without script. With script `onSubmit` does, and not by the form's own
 * action, after which React would empty it.
 */
export function AnswerForm({
  state,
  hidden,
  texts,
  busy,
  action,
  onSubmit,
  formRef,
  children,
}: {
  state: FormState;
  /** What is sent beside the fields. */
  hidden: Readonly<Record<string, string>>;
  texts: { send: string; errorTitle: string };
  busy: boolean;
  action: (form: FormData) => void;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  formRef?: RefObject<HTMLFormElement | null>;
  children: ReactNode;
}) {
  const own = useRef<HTMLFormElement>(null);
  const form = formRef ?? own;
  const wrong = Object.keys(state.problems).length > 0;
  useErrorTitle(wrong, texts.errorTitle);
  useEffect(() => {
    const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    if (Object.keys(state.problems).length > 0) find('[aria-invalid="true"]')?.focus();
    else if (state.refused) find('[role="alert"]')?.scrollIntoView({ block: "center" });
  }, [state, form]);

  return (
    <form ref={form} action={action} onSubmit={onSubmit} className="mt-6 flex flex-1 flex-col gap-7" noValidate>
      {state.refused && (
        <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={state.refused.title}>
          {state.refused.text}
        </Notice>
      )}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <Actions>
        <Button type="submit" aria-disabled={busy}>
          {busy && <span className="loading loading-spinner size-5" aria-hidden="true" />}
          {texts.send}
        </Button>
      </Actions>
    </form>
  );
}

/** Fields beside and beneath each other. `optional`: what is said of those that may stay empty. */
export function AnswerFields({ views, state, optional }: { views: FieldView[]; state: FormState; optional: string }) {
  return (
    <div className="fields">
      {views.map((one) => (
        <div key={one.name} data-half={one.half || undefined} className="min-w-0">
          <ConnectField
            view={one}
            state={{ values: state.values, error: state.problems[one.name] ?? null, optional }}
          />
        </div>
      ))}
    </div>
  );
}
